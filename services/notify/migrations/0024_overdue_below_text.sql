-- The post above a desk that missed a promised date: the citizen reads that it was told.
INSERT INTO template (purpose, channel, language, version, subject, body, dlt_category, valid_from) VALUES
('case-overdue-below', 'EMAIL', 'hi', 1, 'अधीनस्थ डेस्क: समय-सीमा बीत गई',
 '{addressee:name}

{post:name} के अधीन एक डेस्क के प्रकरण की समय-सीमा बीत गई है, और नागरिक को बताया गया है कि ऊपर के अधिकारी को इसकी सूचना दी गई है। कृपया देखें कि उत्तर दिया जाए। डेस्क का नाम देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('case-overdue-below', 'EMAIL', 'en', 1, 'Case overdue at a desk below',
 '{addressee:name}

The due date of a case at a desk below {post:name} has passed, and the citizen was told that the officer above knows. Please see to it that it is answered. Sign in from the office network or over the VPN to see which desk it is.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('case-overdue-below', 'NOTICE', 'hi', 1, 'अधीनस्थ डेस्क: समय-सीमा बीत गई',
 '{addressee:name}: डेस्क {late:name} के एक प्रकरण की समय-सीमा बीत गई है, और नागरिक को बताया गया है कि ऊपर के अधिकारी को इसकी सूचना दी गई है। कृपया देखें कि उत्तर दिया जाए।',
 NULL, '2026-01-01'),
('case-overdue-below', 'NOTICE', 'en', 1, 'Case overdue at a desk below',
 '{addressee:name}: The due date of a case of the desk {late:name} has passed, and the citizen was told that the officer above knows. Please see to it that it is answered.',
 NULL, '2026-01-01');
