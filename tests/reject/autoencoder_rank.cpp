// An image for an autoencoder of vectors.
#include <tapeless/nn/models/autoencoder.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 1, 8, 8>;
#ifdef FIXED
constexpr auto y = models::autoencoder<"net">(reshape<-1>(x));
#else
constexpr auto y = models::autoencoder<"net">(x);  // expect: x is [n]: reshape<-1>(x)
#endif
