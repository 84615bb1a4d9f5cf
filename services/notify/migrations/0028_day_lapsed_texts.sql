-- A day lapses when it is over, so nobody is called to the office for it any more. The text messages are registered
-- with the operators' ledger anew before their day (TRAI TCCCPR 2018).
UPDATE template SET valid_to = '2026-11-30' WHERE purpose = 'day-lapsed' AND version = 1;
INSERT INTO template (purpose, channel, language, version, subject, body, dlt_category, valid_from) VALUES
('day-lapsed', 'SMS', 'hi', 2, NULL,
 'कार्यसेतु: {on:date} के घर से कार्य पर निर्णय नहीं हुआ, वह स्वीकृत नहीं हुआ। उसके अर्ध-दिवस फिर उपलब्ध हैं।',
 'GOVERNMENT', '2026-12-01'),
('day-lapsed', 'SMS', 'en', 2, NULL,
 'KaryaSetu: nobody decided on your day at home on {on:date}, so it was not granted. Its half-days are free again.',
 'GOVERNMENT', '2026-12-01'),
('day-lapsed', 'EMAIL', 'hi', 2, 'घर से कार्य: निर्णय नहीं हुआ',
 '{addressee:name}

{on:date} को घर से कार्य करने के आपके आवेदन पर समय रहते निर्णय नहीं हुआ, इसलिए वह दिन स्वीकृत नहीं हुआ। उसके अर्ध-दिवस फिर उपलब्ध हैं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-12-01'),
('day-lapsed', 'EMAIL', 'en', 2, 'Work from home: not decided in time',
 '{addressee:name}

Nobody decided in time on your working day at home on {on:date}, so it was not granted. Its half-days are free again.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-12-01'),
('day-lapsed', 'NOTICE', 'hi', 2, 'घर से कार्य: निर्णय नहीं हुआ',
 '{addressee:name}: {on:date} को घर से कार्य करने के आपके आवेदन पर समय रहते निर्णय नहीं हुआ, इसलिए वह दिन स्वीकृत नहीं हुआ। उसके अर्ध-दिवस फिर उपलब्ध हैं।',
 NULL, '2026-12-01'),
('day-lapsed', 'NOTICE', 'en', 2, 'Work from home: not decided in time',
 '{addressee:name}: Nobody decided in time on your working day at home on {on:date}, so it was not granted. Its half-days are free again.',
 NULL, '2026-12-01');
