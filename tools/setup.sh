# shellcheck shell=bash
# Installs the packages that are needed to build tapeless. To be sourced by bash:
#
#   . tools/setup.sh
#   tapeless_setup [tests] [examples] [course] [clang] [sanitize]      installs missing packages; sets CXX
#   tapeless_configure <build folder> [-D...]      runs cmake with that compiler
#
# On Debian and Ubuntu it installs packages, with sudo if it is not root; on other systems it says what to install and
# returns 1. With TAPELESS_NO_INSTALL=1 it never installs.

tapeless_has() { command -v "$1" >/dev/null 2>&1; }

# Can the compiler find a header?
tapeless_has_header() { echo "#include <$1>" | "$CXX" -std=c++20 -x c++ -E - >/dev/null 2>&1; }

# Can it link a library? (Boost.Test's headers are installed with Boost's, but not its library.)
tapeless_has_library() { [ "$("$CXX" -print-file-name="lib$1.so")" != "lib$1.so" ]; }

# Prints the newest clang++ on the path, or nothing.
tapeless_newest_clang() {
  local name version best=0 newest=
  for name in $(compgen -c clang++ | grep -E '^clang\+\+(-[0-9]+)?$' | sort -u); do
    version=$("$name" -dumpversion 2>/dev/null | cut -d. -f1)
    if [ "${version:-0}" -gt "$best" ]; then best=$version newest=$name; fi
  done
  echo "$newest"
}

tapeless_can_sanitize() {
  local probe status
  probe=$(mktemp -d) || return 1
  echo 'int main() {}' | "$CXX" -fsanitize=address,undefined -x c++ -o "$probe/a" - >/dev/null 2>&1
  status=$?
  rm -rf "$probe"
  return $status
}

# Installs packages, or says which. The first call refreshes the package lists.
tapeless_install() {
  local root=()
  [ $# -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then root=(sudo); fi
  if [ -n "${TAPELESS_NO_INSTALL:-}" ] || ! tapeless_has apt-get || { [ ${#root[@]} -gt 0 ] && ! tapeless_has sudo; }; then
    {
      echo "tapeless needs, by the names of their Debian packages: $*"
      echo "On Debian or Ubuntu: apt-get install $*"
      echo "Elsewhere: CMake 3.21, g++ 12 or clang 14, Boost 1.70 (headers; Boost.Test for the tests), xsimd 8.1,"
      echo "nlohmann's JSON 3.9 (for checkpoints), Python 3.8, zlib and gnuplot 5.4 (for the tests), or newer."
    } >&2
    return 1
  fi
  echo "Installing: $*"
  local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300) log
  if [ -z "${tapeless_updated:-}" ]; then
    log=$("${apt[@]}" update </dev/null 2>&1) || echo "$log" >&2  # the old lists may suffice
    tapeless_updated=1
  fi
  log=$("${apt[@]}" install --no-install-recommends "$@" </dev/null 2>&1) || { echo "$log" >&2; return 1; }
}

tapeless_setup() {
  local want=" $* " packages=() version

  # Tools first, because the compiler is used to find everything else.
  tapeless_has cmake || packages+=(cmake)
  tapeless_has ninja || tapeless_has make || packages+=(ninja-build)
  case $want in *" tests "*) tapeless_has python3 || packages+=(python3) ;; esac
  case $want in
    *" clang "*) [ -n "$(tapeless_newest_clang)" ] || packages+=(clang) ;;
    *) tapeless_has "${CXX:-g++}" || packages+=(g++) ;;
  esac
  tapeless_install "${packages[@]}" || return 1
  case $want in *" clang "*) CXX=$(tapeless_newest_clang) ;; *) CXX=${CXX:-g++} ;; esac
  export CXX

  packages=()
  tapeless_has_header vector || packages+=(g++)  # clang uses its standard library
  tapeless_has_header boost/hana/tuple.hpp || packages+=(libboost-dev)
  tapeless_has_header xsimd/xsimd.hpp || packages+=(libxsimd-dev)
  case $want in
    *" tests "*)
      tapeless_has_library boost_unit_test_framework || packages+=(libboost-test-dev)
      tapeless_has_header zlib.h || packages+=(zlib1g-dev)
      ;;
  esac
  case $want in
    *" tests "* | *" examples "* | *" course "*) tapeless_has_header nlohmann/json.hpp || packages+=(nlohmann-json3-dev) ;;
  esac
  case $want in
    *" tests "* | *" course "*) tapeless_has gnuplot || packages+=(gnuplot-nox) ;;
  esac
  case $want in
    *" sanitize "*)
      version=$("$CXX" -dumpversion | cut -d. -f1)
      tapeless_can_sanitize || case $CXX in *clang*) packages+=("libclang-rt-$version-dev") ;; esac
      ;;
  esac
  tapeless_install "${packages[@]}" || return 1
  echo "Compiler: $("$CXX" --version | head -n 1)"
}

# A build folder remembers its compiler; with another one it is deleted.
tapeless_configure() {
  local build=$1 generator=() stamp
  shift
  if tapeless_has ninja; then generator=(-G Ninja); fi
  stamp="$(command -v "$CXX") $("$CXX" --version | head -n 1) ${generator[*]}"
  if [ "$stamp" != "$(cat "$build/stamp" 2>/dev/null)" ]; then rm -rf "$build"; fi
  mkdir -p "$build" && echo "$stamp" >"$build/stamp"
  cmake -S . -B "$build" "${generator[@]}" -DCMAKE_CXX_COMPILER="$CXX" "$@" >"$build/configure.log" 2>&1 </dev/null ||
    { cat "$build/configure.log" >&2; return 1; }
}
