-- A suggestion has no time limit, so its acknowledgement promises no date.
INSERT INTO template (purpose, channel, language, version, subject, body, dlt_category, valid_from) VALUES
('case-registered-undated', 'SMS', 'hi', 1, NULL,
 'आपका प्रकरण {number:digits} दर्ज हुआ। यह क्रमांक संभालकर रखें। कार्यसेतु, छत्तीसगढ़ शासन',
 'GOVERNMENT', '2026-01-01'),
('case-registered-undated', 'SMS', 'en', 1, NULL,
 'Your case {number:digits} is registered. Keep this number. KaryaSetu, Govt of Chhattisgarh',
 'GOVERNMENT', '2026-01-01'),
('case-registered-undated', 'EMAIL', 'hi', 1, 'प्रकरण {number:digits} दर्ज हुआ',
 'आपका प्रकरण {number:digits} दर्ज हो गया है। इसके लिए किसी आदेश में समय-सीमा तय नहीं है।

यह क्रमांक संभालकर रखें; इससे आप प्रकरण की स्थिति देख सकते हैं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('case-registered-undated', 'EMAIL', 'en', 1, 'Case {number:digits} is registered',
 'Your case {number:digits} is registered. No order sets a time limit for it.

Keep this number: with it you can see how the case stands.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('case-received-undated', 'EMAIL', 'hi', 1, 'नया प्रकरण',
 '{addressee:name}

डेस्क {post:name} पर नया प्रकरण आया है। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('case-received-undated', 'EMAIL', 'en', 1, 'New case',
 '{addressee:name}

A new case came to the desk {post:name}. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('case-received-undated', 'NOTICE', 'hi', 1, 'नया प्रकरण',
 '{addressee:name}: प्रकरण {number:digits} डेस्क {post:name} पर आया है।',
 NULL, '2026-01-01'),
('case-received-undated', 'NOTICE', 'en', 1, 'New case',
 '{addressee:name}: Case {number:digits} came to the desk {post:name}.',
 NULL, '2026-01-01'),
('citizen-replied-undated', 'EMAIL', 'hi', 1, 'नागरिक का उत्तर आया',
 '{addressee:name}

डेस्क {post:name} के एक प्रकरण में नागरिक का उत्तर आया है। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('citizen-replied-undated', 'EMAIL', 'en', 1, 'The citizen answered',
 '{addressee:name}

In a case of the desk {post:name} the citizen answered. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('citizen-replied-undated', 'NOTICE', 'hi', 1, 'नागरिक का उत्तर आया',
 '{addressee:name}: डेस्क {post:name} के एक प्रकरण में नागरिक का उत्तर आया है।',
 NULL, '2026-01-01'),
('citizen-replied-undated', 'NOTICE', 'en', 1, 'The citizen answered',
 '{addressee:name}: In a case of the desk {post:name} the citizen answered.',
 NULL, '2026-01-01');
