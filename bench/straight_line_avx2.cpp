#define DETENTE_VECTOR_BYTES 32
#define DETENTE_STRAIGHT_LINE(model) straight_##model##_avx2
#include "straight_line.h"
