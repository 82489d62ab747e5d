#define DETENTE_VECTOR_BYTES 64
#define DETENTE_STRAIGHT_LINE(model) straight_##model##_avx512
#include "straight_line.h"
