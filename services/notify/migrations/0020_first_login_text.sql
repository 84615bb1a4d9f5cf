-- How an employee is told the one-time code by which password and authenticator are chosen.
INSERT INTO template (purpose, channel, language, version, subject, body, dlt_category, valid_from) VALUES
('first-login', 'SMS', 'hi', 1, NULL,
 'कार्यसेतु: पहले साइन-इन का कोड {code:key}, {until:date} तक। साइन-इन पृष्ठ पर "पहली बार" चुनें। किसी को न बताएं।',
 'GOVERNMENT', '2026-01-01'),
('first-login', 'SMS', 'en', 1, NULL,
 'KaryaSetu: code {code:key} for your first sign-in, until {until:date}. Choose "First time" on the sign-in page. Tell nobody.',
 'GOVERNMENT', '2026-01-01'),
('first-login', 'EMAIL', 'hi', 1, 'पहला साइन-इन',
 'पहले साइन-इन के लिए आपका कोड {code:key} है। यह {until:date} तक, एक बार काम आता है।

साइन-इन पृष्ठ पर "पहली बार" चुनें और यह कोड लिखें। वहां आप अपना पासवर्ड और प्रमाणक चुनेंगे।

इसे किसी को न बताएं, प्रशासक को भी नहीं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('first-login', 'EMAIL', 'en', 1, 'Your first sign-in',
 'Your code for the first sign-in is {code:key}. It works once, until {until:date}.

Choose "First time" on the sign-in page and type this code. There you choose your password and your authenticator.

Do not tell it to anybody, not even to an administrator.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01');
