#define DETENTE_VECTOR_BYTES 16
#define DETENTE_STRAIGHT_LINE(model) straight_##model##_baseline
#include "straight_line.h"
