#include "model/calendar.h"

namespace detente::model {

double year_of_date(int year, int month, int day) {
  static constexpr int kDaysBefore[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days = kDaysBefore[month - 1] + day - 1 + (leap && month > 2 ? 1 : 0);
  return year + days / (leap ? 366.0 : 365.0);
}

}  // namespace detente::model
