// Attention, positions and blocks of transformers by their formulas, one head and one query at a time.
#pragma once

#include "functions.hpp"

namespace plain {

// For one set of queries [m, d], keys [n, d] and values [n, e]; the mask broadcasts to [m, n], or is tensor(),
// which has no element.
tensor attention(const tensor& q, const tensor& k, const tensor& v, const tensor& mask);
tensor length_mask(int n, const tensor& length);
tensor causal_mask(int n);

tensor sinusoidal_positions(const tensor& x);
tensor rotary_positions(const tensor& x);

// The parameters of attention with heads: in_proj_weight, in_proj_bias, out_proj.weight, out_proj.bias.
struct head_counts {
  int heads, of_keys;
  bool causal, rotary;
};
tensor attention_of_heads(const tensor& x, const tensor& memory, const tensor& mask, head_counts h, const tensor& wi,
                          const tensor& bi, const tensor& wo, const tensor& bo);

tensor rms_norm(const tensor& x, const tensor& scale);
tensor layer_norm(const tensor& x, const tensor& scale, const tensor& shift);

}  // namespace plain
