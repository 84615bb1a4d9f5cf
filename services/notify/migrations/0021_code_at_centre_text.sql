-- A code that an operator of a Lok Seva Kendra asked for at the counter: to be told there, and to nobody else.
INSERT INTO template (purpose, channel, language, version, subject, body, dlt_category, valid_from) VALUES
('code-at-centre', 'SMS', 'hi', 1, NULL,
 'कार्यसेतु कोड {code:code}, {until:time} बजे तक। सामने बैठे लोक सेवा केंद्र संचालक को ही बताएं, फ़ोन पर किसी को नहीं।',
 'GOVERNMENT', '2026-01-01'),
('code-at-centre', 'SMS', 'en', 1, NULL,
 'KaryaSetu: code {code:code}, until {until:time}. Tell it only to the Lok Seva Kendra operator before you, never on the phone.',
 'GOVERNMENT', '2026-01-01'),
('code-at-centre', 'EMAIL', 'hi', 1, 'लोक सेवा केंद्र के लिए आपका कोड',
 'लोक सेवा केंद्र के लिए आपका कोड {code:code} है। यह {until:time} बजे तक मान्य है।

इसे केवल उस संचालक को बताएं जिसके सामने आप बैठे हैं। उससे वह आपका प्रकरण दर्ज करता है या खोलता है। यदि आप केंद्र पर नहीं हैं, तो इसे किसी को न बताएं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('code-at-centre', 'EMAIL', 'en', 1, 'Your code for the Lok Seva Kendra',
 'Your code for the Lok Seva Kendra is {code:code}. It is valid until {until:time}.

Tell it only to the operator before whom you sit, who registers or opens your case with it. If you are not at a centre, do not tell it to anybody.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01');
