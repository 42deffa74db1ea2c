//! What looks like a date and is none.

use super::*;

#[test]
fn cases_refused() {
    for order in [DayMonth::DayFirst, DayMonth::MonthFirst] {
        let count = check(TABLE, order);
        assert!(count >= 60, "only {count} lines");
    }
}

const TABLE: &str = "
2025
in 2025 it rained
since 1999
the 2024-25 season
2024/25
2024-2025
31 February 2025
February 31, 2025
31.02.2025
2025-02-31
2025-13-01
00.00.2025
45 May 2025
29 February 2023
18 February 3025
18 February 1492
February 18
18. Februar
18/02
5 million
1.2.2025.4
version 1.2.2025
v1.2.2025
v 3.12.2010
Python 3.12.10
192.168.1.1
10.02.20.25
10.2.20.25
12.12.2012.12
01.02.20.25.30
+49 30 12.02.20.25
555-02-18-2025
02-18-2025-33
18-02-25
$18.02.2025
18.02.2025%
18.02.20251
118.02.2025
A18.02.2025
14:05
14:05:30
2:05 PM
3:2
3-2-1
12-10-8
1/2/3
6/4, 7/5
1,234.56
12.50.99
2025 m
2025 meters
10 May
May 10
it may 2025
20250218
1739887500
ISBN 978-3-16-148410-0
2.5.1
18.02
18 of 2025
set 2025
Wenn sie 2025 kommen
während des 2025 eröffneten Baus
led 2025
may 2025
ago 2025
Elo 2025
It may 2025
Feb 18, 1830 GMT
18/02/2025/4
4/18/02/2025
18:02:2025
2025:02:18
18.02-2025
18/02.2025
2025年
2025年度
2月18日
3個月
18/02/2568
May 18 to June 20
tháng 2
18 km 2025
section 4.12.2010
Tel. 04.12.2010
";
