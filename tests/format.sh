#!/usr/bin/env bash
# Does clang-format 14 leave every file as it is? Closes with "N passed, N failed".
#
#   bash tests/format.sh [--fix]
set -u
cd "$(dirname "$0")/.." || exit 1
. tools/setup.sh

tapeless_setup || exit 1
tapeless_has clang-format-14 || tapeless_install clang-format-14 || exit 1
mapfile -t files < <(git ls-files '*.hpp' '*.cpp')
if [ "${1:-}" = --fix ]; then exec clang-format-14 -i "${files[@]}"; fi
failed=0
while read -r file; do
  echo "FAILED $file"
  failed=$((failed + 1))
done < <(clang-format-14 --dry-run "${files[@]}" 2>&1 | sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: warning.*/\1/p' | sort -u)
echo "$((${#files[@]} - failed)) passed, $failed failed"
[ $failed -eq 0 ]
