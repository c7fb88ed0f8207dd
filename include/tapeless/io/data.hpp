// Everything about data, from files to batches, except what needs zlib: io/gzip.hpp and io/npz.hpp.
#pragma once

#include <tapeless/io/batches.hpp>
#include <tapeless/io/categories.hpp>
#include <tapeless/io/columns.hpp>
#include <tapeless/io/csv.hpp>
#include <tapeless/io/dataset.hpp>
#include <tapeless/io/error.hpp>
#include <tapeless/io/folds.hpp>
#include <tapeless/io/groups.hpp>
#include <tapeless/io/idx.hpp>
#include <tapeless/io/imputation.hpp>
#include <tapeless/io/npy.hpp>
#include <tapeless/io/samples.hpp>
#include <tapeless/io/scaling.hpp>
#include <tapeless/io/shuffle.hpp>
#include <tapeless/io/split.hpp>
#include <tapeless/io/supervised.hpp>
#include <tapeless/io/write_csv.hpp>
