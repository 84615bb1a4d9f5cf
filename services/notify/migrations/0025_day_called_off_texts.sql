-- Who planned to stay at home and must come to the office: called off, or never decided.
INSERT INTO template (purpose, channel, language, version, subject, body, dlt_category, valid_from) VALUES
('day-recalled', 'SMS', 'hi', 1, NULL,
 'कार्यसेतु: {on:date} का घर से कार्य वापस लिया गया। कृपया उस दिन कार्यालय आएं।',
 'GOVERNMENT', '2026-01-01'),
('day-recalled', 'SMS', 'en', 1, NULL,
 'KaryaSetu: your day at home on {on:date} was called off. Please come to the office that day.',
 'GOVERNMENT', '2026-01-01'),
('day-recalled', 'EMAIL', 'hi', 1, 'घर से कार्य: कार्यालय बुलाया गया',
 '{addressee:name}

{on:date} को घर से कार्य करने का आपका दिन वापस लिया गया है। कृपया उस दिन कार्यालय आएं। उसके अर्ध-दिवस फिर उपलब्ध हैं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('day-recalled', 'EMAIL', 'en', 1, 'Work from home: called to the office',
 '{addressee:name}

Your working day at home on {on:date} was called off. Please come to the office that day. Its half-days are free again.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('day-recalled', 'NOTICE', 'hi', 1, 'घर से कार्य: कार्यालय बुलाया गया',
 '{addressee:name}: {on:date} को घर से कार्य करने का आपका दिन वापस लिया गया है। कृपया उस दिन कार्यालय आएं। उसके अर्ध-दिवस फिर उपलब्ध हैं।',
 NULL, '2026-01-01'),
('day-recalled', 'NOTICE', 'en', 1, 'Work from home: called to the office',
 '{addressee:name}: Your working day at home on {on:date} was called off. Please come to the office that day. Its half-days are free again.',
 NULL, '2026-01-01'),
('day-lapsed', 'SMS', 'hi', 1, NULL,
 'कार्यसेतु: {on:date} के घर से कार्य पर निर्णय नहीं हुआ, वह स्वीकृत नहीं है। कृपया कार्यालय आएं।',
 'GOVERNMENT', '2026-01-01'),
('day-lapsed', 'SMS', 'en', 1, NULL,
 'KaryaSetu: nobody decided on your day at home on {on:date}, so it is not granted. Please come to the office.',
 'GOVERNMENT', '2026-01-01'),
('day-lapsed', 'EMAIL', 'hi', 1, 'घर से कार्य: निर्णय नहीं हुआ',
 '{addressee:name}

{on:date} को घर से कार्य करने के आपके आवेदन पर समय रहते निर्णय नहीं हुआ, इसलिए वह दिन स्वीकृत नहीं है। कृपया कार्यालय आएं। उसके अर्ध-दिवस फिर उपलब्ध हैं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('day-lapsed', 'EMAIL', 'en', 1, 'Work from home: not decided in time',
 '{addressee:name}

Nobody decided in time on your working day at home on {on:date}, so it is not granted. Please come to the office. Its half-days are free again.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('day-lapsed', 'NOTICE', 'hi', 1, 'घर से कार्य: निर्णय नहीं हुआ',
 '{addressee:name}: {on:date} को घर से कार्य करने के आपके आवेदन पर समय रहते निर्णय नहीं हुआ, इसलिए वह दिन स्वीकृत नहीं है। कृपया कार्यालय आएं। उसके अर्ध-दिवस फिर उपलब्ध हैं।',
 NULL, '2026-01-01'),
('day-lapsed', 'NOTICE', 'en', 1, 'Work from home: not decided in time',
 '{addressee:name}: Nobody decided in time on your working day at home on {on:date}, so it is not granted. Please come to the office. Its half-days are free again.',
 NULL, '2026-01-01');
