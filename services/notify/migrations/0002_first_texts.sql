-- The first approved texts. {name:kind} is a placeholder; the kinds are those of domain.ValueKind. A later
-- version is a new row in a new migration, with a day from which it holds, never a change here.
-- The registration of a text message (entity, header, template id) is the installation's own and comes by the api.

INSERT INTO template (purpose, channel, language, version, subject, body, dlt_category, valid_from) VALUES
('code', 'SMS', 'hi', 1, NULL,
 'कार्यसेतु कोड {code:code}, {until:time} बजे तक। किसी को न बताएं।',
 'GOVERNMENT', '2026-01-01'),
('code', 'SMS', 'en', 1, NULL,
 'KaryaSetu: your code is {code:code}, valid until {until:time}. Do not tell it to anybody.',
 'GOVERNMENT', '2026-01-01'),
('code', 'EMAIL', 'hi', 1, 'आपका कोड',
 'आपका कोड {code:code} है। यह {until:time} बजे तक मान्य है।

इसे किसी को न बताएं, किसी अधिकारी को भी नहीं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('code', 'EMAIL', 'en', 1, 'Your code',
 'Your code is {code:code}. It is valid until {until:time}.

Do not tell it to anybody, not even to an official.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('case-registered', 'SMS', 'hi', 1, NULL,
 'आपका प्रकरण {number:digits} दर्ज हुआ। उत्तर {due_on:date} तक मिलेगा। यह क्रमांक संभालकर रखें। कार्यसेतु, छत्तीसगढ़ शासन',
 'GOVERNMENT', '2026-01-01'),
('case-registered', 'SMS', 'en', 1, NULL,
 'Your case {number:digits} is registered. You will be answered by {due_on:date}. Keep this number. KaryaSetu, Govt of Chhattisgarh',
 'GOVERNMENT', '2026-01-01'),
('case-registered', 'EMAIL', 'hi', 1, 'प्रकरण {number:digits} दर्ज हुआ',
 'आपका प्रकरण {number:digits} दर्ज हो गया है। विभाग {due_on:date} तक उत्तर देगा।

यह क्रमांक संभालकर रखें; इससे आप प्रकरण की स्थिति देख सकते हैं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('case-registered', 'EMAIL', 'en', 1, 'Case {number:digits} is registered',
 'Your case {number:digits} is registered. The department will answer by {due_on:date}.

Keep this number: with it you can see how the case stands.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('case-transferred', 'SMS', 'hi', 1, NULL,
 'आपका प्रकरण {number:digits} अब दूसरे विभाग के पास है। क्रमांक और अंतिम तिथि वही है। कार्यसेतु, छत्तीसगढ़ शासन',
 'GOVERNMENT', '2026-01-01'),
('case-transferred', 'SMS', 'en', 1, NULL,
 'Your case {number:digits} is now with another department. Its number and due date stay. KaryaSetu, Govt of Chhattisgarh',
 'GOVERNMENT', '2026-01-01'),
('case-transferred', 'EMAIL', 'hi', 1, 'प्रकरण {number:digits} दूसरे विभाग को भेजा गया',
 'आपका प्रकरण {number:digits} उस विभाग को भेजा गया है जो इसका निराकरण कर सकता है।

क्रमांक और अंतिम तिथि वही है। आपको कुछ नहीं करना है।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('case-transferred', 'EMAIL', 'en', 1, 'Case {number:digits} is with another department',
 'Your case {number:digits} was transferred to the department that can settle it.

The number and the due date stay the same. You need not do anything.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('clarification-requested', 'SMS', 'hi', 1, NULL,
 'प्रकरण {number:digits} में विभाग को आपसे जानकारी चाहिए। कृपया वेबसाइट पर उत्तर दें। कार्यसेतु, छत्तीसगढ़ शासन',
 'GOVERNMENT', '2026-01-01'),
('clarification-requested', 'SMS', 'en', 1, NULL,
 'The department has a question on your case {number:digits}. Please answer it on the website. KaryaSetu, Govt of Chhattisgarh',
 'GOVERNMENT', '2026-01-01'),
('clarification-requested', 'EMAIL', 'hi', 1, 'प्रकरण {number:digits} में जानकारी चाहिए',
 'आपके प्रकरण {number:digits} में विभाग को आपसे और जानकारी चाहिए।

कृपया वेबसाइट पर प्रश्न पढ़ें और वहीं उत्तर दें। आपके उत्तर तक समय-सीमा रुकी रहेगी।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('clarification-requested', 'EMAIL', 'en', 1, 'A question on case {number:digits}',
 'The department needs to know more about your case {number:digits}.

Please read the question on the website and answer it there. Until you answer, the time limit stands still.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('interim-replied', 'SMS', 'hi', 1, NULL,
 'प्रकरण {number:digits} में विभाग ने अंतरिम उत्तर दिया है। इसे वेबसाइट पर पढ़ें। कार्यसेतु, छत्तीसगढ़ शासन',
 'GOVERNMENT', '2026-01-01'),
('interim-replied', 'SMS', 'en', 1, NULL,
 'There is an interim reply in your case {number:digits}. Read it on the website. KaryaSetu, Govt of Chhattisgarh',
 'GOVERNMENT', '2026-01-01'),
('interim-replied', 'EMAIL', 'hi', 1, 'प्रकरण {number:digits} में अंतरिम उत्तर',
 'आपके प्रकरण {number:digits} में विभाग ने अंतरिम उत्तर दिया है। प्रकरण अभी चल रहा है।

कृपया उत्तर वेबसाइट पर पढ़ें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('interim-replied', 'EMAIL', 'en', 1, 'An interim reply in case {number:digits}',
 'The department gave an interim reply in your case {number:digits}. The matter is not settled yet.

Please read the reply on the website.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('case-disposed', 'SMS', 'hi', 1, NULL,
 'प्रकरण {number:digits} का निराकरण हुआ। वेबसाइट पर उत्तर पढ़ें और बताएं कि आप संतुष्ट हैं या नहीं। कार्यसेतु, छत्तीसगढ़ शासन',
 'GOVERNMENT', '2026-01-01'),
('case-disposed', 'SMS', 'en', 1, NULL,
 'Your case {number:digits} is disposed of. Read the reply on the website and say whether it satisfies you. KaryaSetu, Govt of Chhattisgarh',
 'GOVERNMENT', '2026-01-01'),
('case-disposed', 'EMAIL', 'hi', 1, 'प्रकरण {number:digits} का निराकरण हुआ',
 'आपके प्रकरण {number:digits} में विभाग ने अंतिम उत्तर दिया है।

कृपया इसे वेबसाइट पर पढ़ें और बताएं कि आप संतुष्ट हैं या नहीं। संतुष्ट न होने पर आप वहीं अपील कर सकते हैं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('case-disposed', 'EMAIL', 'en', 1, 'Case {number:digits} is disposed of',
 'The department gave its final answer in your case {number:digits}.

Please read it on the website and say whether it satisfies you. If it does not, you can appeal there.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('appeal-filed', 'SMS', 'hi', 1, NULL,
 'आपकी अपील {number:digits} दर्ज हुई। अपीलीय अधिकारी निर्णय करेंगे। यह क्रमांक संभालकर रखें। कार्यसेतु, छत्तीसगढ़ शासन',
 'GOVERNMENT', '2026-01-01'),
('appeal-filed', 'SMS', 'en', 1, NULL,
 'Your appeal {number:digits} is registered. The appellate officer will decide on it. Keep this number. KaryaSetu, Govt of Chhattisgarh',
 'GOVERNMENT', '2026-01-01'),
('appeal-filed', 'EMAIL', 'hi', 1, 'अपील {number:digits} दर्ज हुई',
 'आपकी अपील {number:digits} दर्ज हो गई है। अपीलीय अधिकारी इस पर निर्णय करेंगे।

यह क्रमांक संभालकर रखें; इससे आप अपील की स्थिति देख सकते हैं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('appeal-filed', 'EMAIL', 'en', 1, 'Appeal {number:digits} is registered',
 'Your appeal {number:digits} is registered. The appellate officer will decide on it.

Keep this number: with it you can see how the appeal stands.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('appeal-disposed', 'SMS', 'hi', 1, NULL,
 'आपकी अपील {number:digits} पर निर्णय हुआ। इसे वेबसाइट पर पढ़ें। कार्यसेतु, छत्तीसगढ़ शासन',
 'GOVERNMENT', '2026-01-01'),
('appeal-disposed', 'SMS', 'en', 1, NULL,
 'Your appeal {number:digits} is decided. Read the decision on the website. KaryaSetu, Govt of Chhattisgarh',
 'GOVERNMENT', '2026-01-01'),
('appeal-disposed', 'EMAIL', 'hi', 1, 'अपील {number:digits} पर निर्णय हुआ',
 'आपकी अपील {number:digits} पर अपीलीय अधिकारी ने निर्णय कर दिया है।

कृपया निर्णय वेबसाइट पर पढ़ें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('appeal-disposed', 'EMAIL', 'en', 1, 'Appeal {number:digits} is decided',
 'The appellate officer decided on your appeal {number:digits}.

Please read the decision on the website.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('case-received', 'EMAIL', 'hi', 1, 'नया प्रकरण',
 '{addressee:name}

डेस्क {post:name} पर नया प्रकरण आया है। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('case-received', 'EMAIL', 'en', 1, 'New case',
 '{addressee:name}

A new case came to the desk {post:name}. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('case-received', 'NOTICE', 'hi', 1, 'नया प्रकरण',
 '{addressee:name}: प्रकरण {number:digits} डेस्क {post:name} पर आया है। उत्तर {due_on:date} तक देना है।',
 NULL, '2026-01-01'),
('case-received', 'NOTICE', 'en', 1, 'New case',
 '{addressee:name}: Case {number:digits} came to the desk {post:name}. It is to be answered by {due_on:date}.',
 NULL, '2026-01-01'),
('case-transferred-in', 'EMAIL', 'hi', 1, 'अंतरित प्रकरण',
 '{addressee:name}

दूसरे विभाग से एक प्रकरण डेस्क {post:name} को भेजा गया है। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('case-transferred-in', 'EMAIL', 'en', 1, 'Case transferred to you',
 '{addressee:name}

A case was transferred from another department to the desk {post:name}. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('case-transferred-in', 'NOTICE', 'hi', 1, 'अंतरित प्रकरण',
 '{addressee:name}: प्रकरण {number:digits} दूसरे विभाग से डेस्क {post:name} को भेजा गया है। अंतिम तिथि वही है।',
 NULL, '2026-01-01'),
('case-transferred-in', 'NOTICE', 'en', 1, 'Case transferred to you',
 '{addressee:name}: Case {number:digits} was transferred from another department to the desk {post:name}. Its due date stays.',
 NULL, '2026-01-01'),
('case-assigned', 'EMAIL', 'hi', 1, 'प्रकरण सौंपा गया',
 '{addressee:name}

एक प्रकरण डेस्क {post:name} को सौंपा गया है। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('case-assigned', 'EMAIL', 'en', 1, 'Case assigned',
 '{addressee:name}

A case was assigned to the desk {post:name}. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('case-assigned', 'NOTICE', 'hi', 1, 'प्रकरण सौंपा गया',
 '{addressee:name}: एक प्रकरण डेस्क {post:name} को सौंपा गया है।',
 NULL, '2026-01-01'),
('case-assigned', 'NOTICE', 'en', 1, 'Case assigned',
 '{addressee:name}: A case was assigned to the desk {post:name}.',
 NULL, '2026-01-01'),
('citizen-replied', 'EMAIL', 'hi', 1, 'नागरिक का उत्तर आया',
 '{addressee:name}

डेस्क {post:name} के एक प्रकरण में नागरिक का उत्तर आया है। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('citizen-replied', 'EMAIL', 'en', 1, 'The citizen answered',
 '{addressee:name}

In a case of the desk {post:name} the citizen answered. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('citizen-replied', 'NOTICE', 'hi', 1, 'नागरिक का उत्तर आया',
 '{addressee:name}: डेस्क {post:name} के एक प्रकरण में नागरिक का उत्तर आया है। अब समय-सीमा {due_on:date} तक है।',
 NULL, '2026-01-01'),
('citizen-replied', 'NOTICE', 'en', 1, 'The citizen answered',
 '{addressee:name}: In a case of the desk {post:name} the citizen answered. The clock runs again, to {due_on:date}.',
 NULL, '2026-01-01'),
('action-taken', 'EMAIL', 'hi', 1, 'कार्यवाही पूर्ण',
 '{addressee:name}

डेस्क {post:name} के एक प्रकरण में कार्यवाही पूर्ण हुई। अब इसका निराकरण किया जा सकता है। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('action-taken', 'EMAIL', 'en', 1, 'Action taken',
 '{addressee:name}

In a case of the desk {post:name} action was taken. It can be disposed of now. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('action-taken', 'NOTICE', 'hi', 1, 'कार्यवाही पूर्ण',
 '{addressee:name}: डेस्क {post:name} के एक प्रकरण में कार्यवाही पूर्ण हुई। अब इसका निराकरण किया जा सकता है।',
 NULL, '2026-01-01'),
('action-taken', 'NOTICE', 'en', 1, 'Action taken',
 '{addressee:name}: In a case of the desk {post:name} action was taken. It can be disposed of now.',
 NULL, '2026-01-01'),
('case-withdrawn', 'EMAIL', 'hi', 1, 'प्रकरण वापस लिया गया',
 '{addressee:name}

डेस्क {post:name} का एक प्रकरण नागरिक ने वापस ले लिया है। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('case-withdrawn', 'EMAIL', 'en', 1, 'Case withdrawn',
 '{addressee:name}

The citizen withdrew a case of the desk {post:name}. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('case-withdrawn', 'NOTICE', 'hi', 1, 'प्रकरण वापस लिया गया',
 '{addressee:name}: डेस्क {post:name} का एक प्रकरण नागरिक ने वापस ले लिया है।',
 NULL, '2026-01-01'),
('case-withdrawn', 'NOTICE', 'en', 1, 'Case withdrawn',
 '{addressee:name}: The citizen withdrew a case of the desk {post:name}.',
 NULL, '2026-01-01'),
('case-overdue', 'EMAIL', 'hi', 1, 'समय-सीमा बीत गई',
 '{addressee:name}

डेस्क {post:name} के एक प्रकरण की समय-सीमा बीत गई है। कृपया नागरिक को उत्तर दें। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('case-overdue', 'EMAIL', 'en', 1, 'Case overdue',
 '{addressee:name}

The due date of a case of the desk {post:name} has passed. Please answer the citizen. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('case-overdue', 'NOTICE', 'hi', 1, 'समय-सीमा बीत गई',
 '{addressee:name}: डेस्क {post:name} के एक प्रकरण की समय-सीमा बीत गई है। कृपया नागरिक को उत्तर दें।',
 NULL, '2026-01-01'),
('case-overdue', 'NOTICE', 'en', 1, 'Case overdue',
 '{addressee:name}: The due date of a case of the desk {post:name} has passed. Please answer the citizen.',
 NULL, '2026-01-01'),
('appeal-received', 'EMAIL', 'hi', 1, 'नई अपील',
 '{addressee:name}

डेस्क {post:name} पर निर्णय के लिए नई अपील आई है। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('appeal-received', 'EMAIL', 'en', 1, 'New appeal',
 '{addressee:name}

A new appeal came to the desk {post:name} for decision. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('appeal-received', 'NOTICE', 'hi', 1, 'नई अपील',
 '{addressee:name}: अपील {number:digits} निर्णय के लिए डेस्क {post:name} पर आई है।',
 NULL, '2026-01-01'),
('appeal-received', 'NOTICE', 'en', 1, 'New appeal',
 '{addressee:name}: Appeal {number:digits} came to the desk {post:name} for decision.',
 NULL, '2026-01-01'),
('receipt-diarised', 'EMAIL', 'hi', 1, 'आवक',
 '{addressee:name}

डेस्क {post:name} को एक आवक अंकित हुई है। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('receipt-diarised', 'EMAIL', 'en', 1, 'Receipt',
 '{addressee:name}

A receipt was marked to the desk {post:name}. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('receipt-diarised', 'NOTICE', 'hi', 1, 'आवक',
 '{addressee:name}: एक आवक डेस्क {post:name} को अंकित हुई है।',
 NULL, '2026-01-01'),
('receipt-diarised', 'NOTICE', 'en', 1, 'Receipt',
 '{addressee:name}: A receipt was marked to the desk {post:name}.',
 NULL, '2026-01-01'),
('file-forwarded', 'EMAIL', 'hi', 1, 'नस्ती',
 '{addressee:name}

एक नस्ती डेस्क {post:name} को अंकित हुई है। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('file-forwarded', 'EMAIL', 'en', 1, 'File',
 '{addressee:name}

A file was marked to the desk {post:name}. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('file-forwarded', 'NOTICE', 'hi', 1, 'नस्ती',
 '{addressee:name}: एक नस्ती डेस्क {post:name} को अंकित हुई है।',
 NULL, '2026-01-01'),
('file-forwarded', 'NOTICE', 'en', 1, 'File',
 '{addressee:name}: A file was marked to the desk {post:name}.',
 NULL, '2026-01-01'),
('day-requested', 'EMAIL', 'hi', 1, 'घर से कार्य: आवेदन',
 '{addressee:name}

{who:name} ने {on:date} को घर से कार्य करने का आवेदन किया है। कृपया उस दिन से पहले निर्णय दें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('day-requested', 'EMAIL', 'en', 1, 'Work from home: request',
 '{addressee:name}

{who:name} asks to work from home on {on:date}. Please decide before that day.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('day-requested', 'NOTICE', 'hi', 1, 'घर से कार्य: आवेदन',
 '{addressee:name}: {who:name} ने {on:date} को घर से कार्य करने का आवेदन किया है। कृपया उस दिन से पहले निर्णय दें।',
 NULL, '2026-01-01'),
('day-requested', 'NOTICE', 'en', 1, 'Work from home: request',
 '{addressee:name}: {who:name} asks to work from home on {on:date}. Please decide before that day.',
 NULL, '2026-01-01'),
('day-approved', 'EMAIL', 'hi', 1, 'घर से कार्य: स्वीकृत',
 '{addressee:name}

{on:date} को घर से कार्य करने का आपका आवेदन स्वीकृत हुआ।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('day-approved', 'EMAIL', 'en', 1, 'Work from home: approved',
 '{addressee:name}

Your working day at home on {on:date} is approved.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('day-approved', 'NOTICE', 'hi', 1, 'घर से कार्य: स्वीकृत',
 '{addressee:name}: {on:date} को घर से कार्य करने का आपका आवेदन स्वीकृत हुआ।',
 NULL, '2026-01-01'),
('day-approved', 'NOTICE', 'en', 1, 'Work from home: approved',
 '{addressee:name}: Your working day at home on {on:date} is approved.',
 NULL, '2026-01-01'),
('day-refused', 'EMAIL', 'hi', 1, 'घर से कार्य: अस्वीकृत',
 '{addressee:name}

{on:date} को घर से कार्य करने का आपका आवेदन अस्वीकृत हुआ। उसके अर्ध-दिवस फिर उपलब्ध हैं।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 NULL, '2026-01-01'),
('day-refused', 'EMAIL', 'en', 1, 'Work from home: refused',
 '{addressee:name}

Your working day at home on {on:date} is refused. Its half-days are free again.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 NULL, '2026-01-01'),
('day-refused', 'NOTICE', 'hi', 1, 'घर से कार्य: अस्वीकृत',
 '{addressee:name}: {on:date} को घर से कार्य करने का आपका आवेदन अस्वीकृत हुआ। उसके अर्ध-दिवस फिर उपलब्ध हैं।',
 NULL, '2026-01-01'),
('day-refused', 'NOTICE', 'en', 1, 'Work from home: refused',
 '{addressee:name}: Your working day at home on {on:date} is refused. Its half-days are free again.',
 NULL, '2026-01-01');
