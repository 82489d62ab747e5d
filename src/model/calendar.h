// Calendar times as years with a fraction: 2028-07-01 is 2028 plus 182 days of 366.
#pragma once

namespace detente::model {

double year_of_date(int year, int month, int day);

}  // namespace detente::model
