#!/usr/bin/env bash
# Builds and tests the library for other machines, and ends with a line "N passed, N failed".
#
#   bash tests/targets.sh [aarch64] [riscv64] [wasm] [cortex-m]      all four by default
#
# Installs the tools of each (Debian and Ubuntu). Runs the tests of simd, ops, program and known answers on AArch64 and RISC-V
# (qemu-user), and the programs of tests/targets everywhere, whose bits must be those of this machine with the same arithmetic.
# TAPELESS_QUICK=1 skips the tests and only runs the programs.
set -u
cd "$(dirname "$0")/.." || exit 1
. tools/setup.sh

targets=("$@")
[ $# -gt 0 ] || targets=(aarch64 riscv64 wasm cortex-m)
for t in "${targets[@]}"; do
  case $t in aarch64 | riscv64 | wasm | cortex-m) ;; *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac
done
tapeless_setup || exit 1
host=$CXX jobs=${TAPELESS_JOBS:-$(nproc 2>/dev/null || echo 2)} build=build/targets passed=0 failed=0
mkdir -p "$build/include"
# Only Boost's headers: the others in that folder belong to the build machine.
boost=$(echo '#include <boost/version.hpp>' | "$host" -E -x c++ - | sed -n 's/.*"\(.*\)\/version.hpp".*/\1/p' | head -n 1)
ln -sfn "$boost" "$build/include/boost"
common=(-std=c++20 -O2 -ffp-contract=off -Wall -Wextra -Werror -Iinclude -isystem "$build/include")

# report <title> <command...>: one check, which passes if the command succeeds.
report() {
  local title=$1 told
  shift
  if told=$("$@" 2>&1); then
    passed=$((passed + 1))
    echo "passed $title"
  else
    failed=$((failed + 1))
    echo "FAILED $title"
    tail -n 20 <<<"$told" | sed 's/^/    /'
  fi
}

# on_host <output> <program> <flags...>: the output on the build machine, with the same arithmetic as the target.
on_host() {
  local out=$1 program=$2
  shift 2
  [ -s "$out" ] && [ "$out" -nt "$program" ] && [ -z "$(find include tests/targets -newer "$out" -type f)" ] && return 0
  "$host" "${common[@]}" "$@" "$program" -o "${out%.out}" && "${out%.out}" >"$out"
}

# same_bits <target's output> <host's output>: compares all lines of the target, which must have run to its end.
same_bits() {
  local lines log
  for log in "$1" "$2"; do
    [ "$(tail -n 1 "$log")" = "done" ] || { tail -n 3 "$log"; echo "$log: it did not run to its end"; return 1; }
  done
  lines=$(($(grep -c . "$1") - 1))
  [ $lines -gt 5 ] && diff <(head -n $lines "$1") <(head -n $lines "$2")
}

# compare <target> <program> <reference flags> -- <run command with {} for the binary> -- <compile command>
compare() {
  local target=$1 program=$2 flags=$3 run=$4 name out
  shift 4
  name=$(basename "$program" .cpp)
  out=$build/$target-$name
  # shellcheck disable=SC2086
  compare_steps() {
    "$@" "${common[@]}" "$program" "${extra[@]}" -o "$out" || return 1
    ${run//\{\}/$out} >"$out.out" || { tail -n 3 "$out.out"; return 1; }
    on_host "$build/host-$name${flags// /}.out" "$program" $flags && same_bits "$out.out" "$build/host-$name${flags// /}.out"
  }
  report "$target: $name has the host's bits (${flags:-plain})" compare_steps "$@"
}

# The tests of some folders in one Boost.Test program each, header-only.
boost_tests() {
  local target=$1 run=$2 folder source objects
  shift 2
  printf '#define BOOST_TEST_MODULE %s\n#include <boost/test/included/unit_test.hpp>\n' targets >"$build/main.cpp"
  "$@" -std=c++20 -O0 -w -isystem "$build/include" -c "$build/main.cpp" -o "$build/$target-main.o" || return 1
  for folder in simd ops program known_answers; do
    mkdir -p "$build/$target/$folder"
    # Compiled in parallel; a file that does not compile does not affect the others.
    printf '%s\n' tests/$folder/*.cpp | xargs -P "$jobs" -I{} bash -c '
      source=$1 object=$2/$(basename "$1" .cpp).o; shift 2
      "$@" -c "$source" -o "$object" 2>"$object.log" || { rm -f "$object"; exit 0; }' _ {} "$build/$target/$folder" \
      "$@" -std=c++20 -O1 -Wall -Wextra -Iinclude -I. -Itests -isystem "$build/include"
    objects=()
    for source in tests/"$folder"/*.cpp; do
      local object
      object=$build/$target/$folder/$(basename "$source" .cpp).o
      if [ -f "$object" ]; then objects+=("$object"); else report "$target: $source compiles" bash -c "cat '$object.log'; false"; fi
    done
    boost_run() { "$@" "${objects[@]}" "$build/$target-main.o" -o "$build/$target-$folder" && $run "$build/$target-$folder"; }
    report "$target: tests of $folder" boost_run "$@"
  done
}

fused="-march=x86-64-v3"  # a fused multiply-add, as these targets have
extra=()

# Not net.cpp: with 32 registers, sums are grouped differently.
linux() {
  local target=$1 compiler=$1-linux-gnu-g++
  tapeless_has "$compiler" || tapeless_install "g++-$1-linux-gnu" || return 1
  tapeless_has "qemu-$1" || tapeless_install qemu-user || return 1
  compare "$target" tests/targets/functions.cpp "$fused" "qemu-$target {}" "$compiler" -static
  [ -n "${TAPELESS_QUICK:-}" ] || boost_tests "$target" "qemu-$target" "$compiler" -static -pthread
}

riscv_vectors() {  # g++ 12 does not support them
  local clang
  clang=$(tapeless_newest_clang)
  [ -n "$clang" ] && [ "$("$clang" -dumpversion | cut -d. -f1)" -ge 19 ] || return 0
  compare riscv64-v tests/targets/functions.cpp "$fused" "qemu-riscv64 -cpu rv64,v=true,vext_spec=v1.0 {}" \
    "$clang" --target=riscv64-linux-gnu -march=rv64gcv -static
}

wasm() {
  local clang=clang++-19 wasi=(node --no-warnings tests/targets/wasi.mjs) flags
  tapeless_has "$clang" || tapeless_install clang-19 || return 1
  tapeless_has wasm-ld-19 || tapeless_install lld-19 || return 1
  tapeless_has node || tapeless_install nodejs || return 1
  [ -f /usr/lib/wasm32-wasi/libc.a ] || tapeless_install wasi-libc || return 1
  [ -d /usr/lib/llvm-19/include/wasm32-wasi/c++/v1 ] || tapeless_install libc++-19-dev-wasm32 || return 1
  [ -n "$(find /usr/lib/llvm-19/lib/clang -name 'libclang_rt.builtins*wasm32*' 2>/dev/null)" ] ||
    tapeless_install libclang-rt-19-dev-wasm32 || return 1
  flags=(--target=wasm32-wasi -fno-exceptions -fno-rtti)
  compare wasm tests/targets/functions.cpp "-DTAPELESS_NO_SIMD" "${wasi[*]} {}" "$clang" "${flags[@]}"
  compare wasm tests/targets/net.cpp "-DTAPELESS_NO_SIMD -DWIDE" "${wasi[*]} {}" "$clang" "${flags[@]}" -DWIDE
  compare wasm-simd tests/targets/functions.cpp "" "${wasi[*]} {}" "$clang" "${flags[@]}" -msimd128
  compare wasm-simd tests/targets/net.cpp "-DWIDE" "${wasi[*]} {}" "$clang" "${flags[@]}" -msimd128 -DWIDE
}

cortex_m() {
  local program m4 m7
  tapeless_has arm-none-eabi-g++ || tapeless_install gcc-arm-none-eabi || return 1
  arm-none-eabi-g++ -print-file-name=librdimon.a | grep -q / || tapeless_install libnewlib-arm-none-eabi || return 1
  echo '#include <cstdio>' | arm-none-eabi-g++ -E -x c++ - >/dev/null 2>&1 || tapeless_install libstdc++-arm-none-eabi-newlib || return 1
  tapeless_has qemu-system-arm || tapeless_install qemu-system-arm || return 1
  m4=(arm-none-eabi-g++ -mcpu=cortex-m4 -mfpu=fpv4-sp-d16) m7=(arm-none-eabi-g++ -mcpu=cortex-m7 -mfpu=fpv5-d16)
  local board=(-mthumb -mfloat-abi=hard -fno-exceptions -fno-rtti)
  extra=(tests/targets/cortex_m.cpp --specs=rdimon.specs -T tests/targets/cortex_m.ld)
  local qemu="timeout 120 qemu-system-arm -semihosting -nographic"
  # The M4 has no instructions for double; the software functions do not fuse multiply and add.
  compare cortex-m4 tests/targets/functions.cpp "$fused" "$qemu -M mps2-an386 -kernel {}" "${m4[@]}" "${board[@]}" -DONLY_FLOAT
  compare cortex-m7 tests/targets/functions.cpp "$fused" "$qemu -M mps2-an500 -kernel {}" "${m7[@]}" "${board[@]}"
  compare cortex-m4 tests/targets/net.cpp "$fused" "$qemu -M mps2-an386 -kernel {}" "${m4[@]}" "${board[@]}"
  compare cortex-m7 tests/targets/net.cpp "$fused" "$qemu -M mps2-an500 -kernel {}" "${m7[@]}" "${board[@]}"
  extra=()
}

for t in "${targets[@]}"; do
  echo "== $t"
  case $t in
    aarch64) linux aarch64 ;;
    riscv64) linux riscv64 && riscv_vectors ;;
    wasm) wasm ;;
    cortex-m) cortex_m ;;
  esac || { echo "FAILED $t: its tools are missing"; failed=$((failed + 1)); }
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
