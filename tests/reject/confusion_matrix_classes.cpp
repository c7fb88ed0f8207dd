// A confusion matrix without classes.
#include <tapeless/metrics/confusion_matrix.hpp>

using namespace tapeless;

#ifdef FIXED
metrics::confusion_matrix<2> seen;
#else
metrics::confusion_matrix<0> seen;  // expect: there is at least one class
#endif
