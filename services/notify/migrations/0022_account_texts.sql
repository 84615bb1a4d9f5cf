-- How an employee is told that something about the own login has changed, in case it was somebody else.
INSERT INTO template (purpose, channel, language, version, subject, body, dlt_category, valid_from) VALUES
('password-changed', 'SMS', 'hi', 1, NULL,
 'कार्यसेतु: {on:date}, {at:time} पर आपका पासवर्ड बदला। आपने नहीं किया? प्रशासक को तुरंत बताएं।',
 'GOVERNMENT', '2026-01-01'),
('password-changed', 'SMS', 'en', 1, NULL,
 'KaryaSetu: your password was changed on {on:date} at {at:time}. Was it not you? Tell your administrator at once.',
 'GOVERNMENT', '2026-01-01'),
('password-changed', 'EMAIL', 'hi', 1, 'पासवर्ड बदला गया',
 '{addressee:name}

{on:date} को {at:time} बजे आपका पासवर्ड बदला गया। आपके अन्य सत्र समाप्त हो गए हैं।

यह आपने नहीं किया? तो तुरंत अपने प्रशासक को बताएं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('password-changed', 'EMAIL', 'en', 1, 'Your password was changed',
 '{addressee:name}

Your password was changed on {on:date} at {at:time}. Your other sessions have ended.

Was it not you? Tell your administrator at once.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('password-changed', 'NOTICE', 'hi', 1, 'पासवर्ड बदला गया',
 '{on:date} को {at:time} बजे आपका पासवर्ड बदला गया। आपके अन्य सत्र समाप्त हो गए हैं। यह आपने नहीं किया? तो तुरंत अपने प्रशासक को बताएं।',
 NULL, '2026-01-01'),
('password-changed', 'NOTICE', 'en', 1, 'Your password was changed',
 'Your password was changed on {on:date} at {at:time}. Your other sessions have ended. Was it not you? Tell your administrator at once.',
 NULL, '2026-01-01'),
('login-chosen', 'SMS', 'hi', 1, NULL,
 'कार्यसेतु: {on:date}, {at:time} पर आपका पासवर्ड और प्रमाणक चुना गया। आपने नहीं? प्रशासक को तुरंत बताएं।',
 'GOVERNMENT', '2026-01-01'),
('login-chosen', 'SMS', 'en', 1, NULL,
 'KaryaSetu: your password and authenticator were chosen on {on:date} at {at:time}. Was it not you? Tell your administrator at once.',
 'GOVERNMENT', '2026-01-01'),
('login-chosen', 'EMAIL', 'hi', 1, 'आपका लॉगिन बनाया गया',
 '{addressee:name}

{on:date} को {at:time} बजे एक बार के कोड से आपके खाते का पासवर्ड और प्रमाणक चुना गया।

यह आपने नहीं किया? तो तुरंत अपने प्रशासक को बताएं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('login-chosen', 'EMAIL', 'en', 1, 'Your login was set up',
 '{addressee:name}

Password and authenticator of your account were chosen on {on:date} at {at:time} with a one-time code.

Was it not you? Tell your administrator at once.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('login-chosen', 'NOTICE', 'hi', 1, 'आपका लॉगिन बनाया गया',
 '{on:date} को {at:time} बजे एक बार के कोड से आपके खाते का पासवर्ड और प्रमाणक चुना गया। यह आपने नहीं किया? तो तुरंत अपने प्रशासक को बताएं।',
 NULL, '2026-01-01'),
('login-chosen', 'NOTICE', 'en', 1, 'Your login was set up',
 'Password and authenticator of your account were chosen on {on:date} at {at:time} with a one-time code. Was it not you? Tell your administrator at once.',
 NULL, '2026-01-01'),
('passkey-added', 'SMS', 'hi', 1, NULL,
 'कार्यसेतु: {on:date}, {at:time} पर आपके खाते में पास-कुंजी जुड़ी। आपने नहीं जोड़ी? प्रशासक को तुरंत बताएं।',
 'GOVERNMENT', '2026-01-01'),
('passkey-added', 'SMS', 'en', 1, NULL,
 'KaryaSetu: a passkey was added to your account on {on:date} at {at:time}. Was it not you? Tell your administrator at once.',
 'GOVERNMENT', '2026-01-01'),
('passkey-added', 'EMAIL', 'hi', 1, 'पास-कुंजी जोड़ी गई',
 '{addressee:name}

{on:date} को {at:time} बजे आपके खाते में पास-कुंजी जोड़ी गई। इससे खाता बिना पासवर्ड और कोड के खुलता है।

यह आपने नहीं किया? तो तुरंत अपने प्रशासक को बताएं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('passkey-added', 'EMAIL', 'en', 1, 'A passkey was added',
 '{addressee:name}

A passkey was added to your account on {on:date} at {at:time}. It opens your account without password and code.

Was it not you? Tell your administrator at once.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('passkey-added', 'NOTICE', 'hi', 1, 'पास-कुंजी जोड़ी गई',
 '{on:date} को {at:time} बजे आपके खाते में पास-कुंजी जोड़ी गई। इससे खाता बिना पासवर्ड और कोड के खुलता है। यह आपने नहीं किया? तो तुरंत अपने प्रशासक को बताएं।',
 NULL, '2026-01-01'),
('passkey-added', 'NOTICE', 'en', 1, 'A passkey was added',
 'A passkey was added to your account on {on:date} at {at:time}. It opens your account without password and code. Was it not you? Tell your administrator at once.',
 NULL, '2026-01-01'),
('passkey-removed', 'SMS', 'hi', 1, NULL,
 'कार्यसेतु: {on:date}, {at:time} पर आपके खाते से पास-कुंजी हटी। आपने नहीं हटाई? प्रशासक को तुरंत बताएं।',
 'GOVERNMENT', '2026-01-01'),
('passkey-removed', 'SMS', 'en', 1, NULL,
 'KaryaSetu: a passkey was removed from your account on {on:date} at {at:time}. Was it not you? Tell your administrator at once.',
 'GOVERNMENT', '2026-01-01'),
('passkey-removed', 'EMAIL', 'hi', 1, 'पास-कुंजी हटाई गई',
 '{addressee:name}

{on:date} को {at:time} बजे आपके खाते से पास-कुंजी हटाई गई। उससे अब कुछ नहीं खुलता।

यह आपने नहीं किया? तो तुरंत अपने प्रशासक को बताएं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('passkey-removed', 'EMAIL', 'en', 1, 'A passkey was removed',
 '{addressee:name}

A passkey was removed from your account on {on:date} at {at:time}. It opens nothing any more.

Was it not you? Tell your administrator at once.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('passkey-removed', 'NOTICE', 'hi', 1, 'पास-कुंजी हटाई गई',
 '{on:date} को {at:time} बजे आपके खाते से पास-कुंजी हटाई गई। उससे अब कुछ नहीं खुलता। यह आपने नहीं किया? तो तुरंत अपने प्रशासक को बताएं।',
 NULL, '2026-01-01'),
('passkey-removed', 'NOTICE', 'en', 1, 'A passkey was removed',
 'A passkey was removed from your account on {on:date} at {at:time}. It opens nothing any more. Was it not you? Tell your administrator at once.',
 NULL, '2026-01-01'),
('backup-codes-made', 'SMS', 'hi', 1, NULL,
 'कार्यसेतु: {on:date}, {at:time} पर आपके नए आपात कोड बने। आपने नहीं बनाए? प्रशासक को तुरंत बताएं।',
 'GOVERNMENT', '2026-01-01'),
('backup-codes-made', 'SMS', 'en', 1, NULL,
 'KaryaSetu: new backup codes were made for you on {on:date} at {at:time}. Was it not you? Tell your administrator at once.',
 'GOVERNMENT', '2026-01-01'),
('backup-codes-made', 'EMAIL', 'hi', 1, 'नए आपात कोड बनाए गए',
 '{addressee:name}

{on:date} को {at:time} बजे आपके खाते के नए आपात कोड बनाए गए। पुराने कोड से अब कुछ नहीं खुलता।

यह आपने नहीं किया? तो तुरंत अपने प्रशासक को बताएं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('backup-codes-made', 'EMAIL', 'en', 1, 'New backup codes were made',
 '{addressee:name}

New backup codes were made for your account on {on:date} at {at:time}. The old ones open nothing any more.

Was it not you? Tell your administrator at once.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('backup-codes-made', 'NOTICE', 'hi', 1, 'नए आपात कोड बनाए गए',
 '{on:date} को {at:time} बजे आपके खाते के नए आपात कोड बनाए गए। पुराने कोड से अब कुछ नहीं खुलता। यह आपने नहीं किया? तो तुरंत अपने प्रशासक को बताएं।',
 NULL, '2026-01-01'),
('backup-codes-made', 'NOTICE', 'en', 1, 'New backup codes were made',
 'New backup codes were made for your account on {on:date} at {at:time}. The old ones open nothing any more. Was it not you? Tell your administrator at once.',
 NULL, '2026-01-01'),
('backup-code-used', 'SMS', 'hi', 1, NULL,
 'कार्यसेतु: {on:date}, {at:time} पर आपका आपात कोड काम में आया। आपने नहीं किया? प्रशासक को तुरंत बताएं।',
 'GOVERNMENT', '2026-01-01'),
('backup-code-used', 'SMS', 'en', 1, NULL,
 'KaryaSetu: a backup code of yours was used on {on:date} at {at:time}. Was it not you? Tell your administrator at once.',
 'GOVERNMENT', '2026-01-01'),
('backup-code-used', 'EMAIL', 'hi', 1, 'आपात कोड काम में लाया गया',
 '{addressee:name}

{on:date} को {at:time} बजे आपके खाते का एक आपात कोड काम में लाया गया। उससे अब कुछ नहीं खुलता।

यह आपने नहीं किया? तो तुरंत अपने प्रशासक को बताएं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('backup-code-used', 'EMAIL', 'en', 1, 'A backup code was used',
 '{addressee:name}

A backup code of your account was used on {on:date} at {at:time}. It opens nothing any more.

Was it not you? Tell your administrator at once.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('backup-code-used', 'NOTICE', 'hi', 1, 'आपात कोड काम में लाया गया',
 '{on:date} को {at:time} बजे आपके खाते का एक आपात कोड काम में लाया गया। उससे अब कुछ नहीं खुलता। यह आपने नहीं किया? तो तुरंत अपने प्रशासक को बताएं।',
 NULL, '2026-01-01'),
('backup-code-used', 'NOTICE', 'en', 1, 'A backup code was used',
 'A backup code of your account was used on {on:date} at {at:time}. It opens nothing any more. Was it not you? Tell your administrator at once.',
 NULL, '2026-01-01'),
('enrolment-approved', 'EMAIL', 'hi', 1, 'आपके उपकरण का नामांकन स्वीकृत',
 '{addressee:name}

{on:date} को {at:time} बजे आपके उपकरण का नामांकन स्वीकृत हुआ। प्रमाणपत्र लेने के लिए 24 घंटे के भीतर उसी उपकरण पर उसका लिंक खोलें।

आपने यह नहीं मांगा था? तो तुरंत अपने प्रशासक को बताएं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('enrolment-approved', 'EMAIL', 'en', 1, 'Your device may be enrolled',
 '{addressee:name}

The enrolment of your device was approved on {on:date} at {at:time}. Open its link on that device within 24 hours to fetch the certificate.

Did you not ask for it? Tell your administrator at once.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('enrolment-approved', 'NOTICE', 'hi', 1, 'आपके उपकरण का नामांकन स्वीकृत',
 '{on:date} को {at:time} बजे आपके उपकरण का नामांकन स्वीकृत हुआ। प्रमाणपत्र लेने के लिए 24 घंटे के भीतर उसी उपकरण पर उसका लिंक खोलें। आपने यह नहीं मांगा था? तो तुरंत अपने प्रशासक को बताएं।',
 NULL, '2026-01-01'),
('enrolment-approved', 'NOTICE', 'en', 1, 'Your device may be enrolled',
 'The enrolment of your device was approved on {on:date} at {at:time}. Open its link on that device within 24 hours to fetch the certificate. Did you not ask for it? Tell your administrator at once.',
 NULL, '2026-01-01');
