-- What a desk's holder has not read after a while is told by one mail about all of it; a file that is marked urgent still
-- has a mail of its own. Mails that are under way when this comes still find their texts.
UPDATE template SET valid_to = greatest(DATE '2026-12-31', current_date + 30)
 WHERE channel = 'EMAIL' AND valid_to IS NULL
   AND purpose IN ('case-received', 'case-received-undated', 'case-transferred-in', 'case-assigned',
                   'citizen-replied', 'citizen-replied-undated', 'action-taken', 'case-withdrawn',
                   'case-overdue', 'case-overdue-below', 'appeal-received', 'receipt-diarised',
                   'file-forwarded');

INSERT INTO template (purpose, channel, language, version, subject, body, valid_from) VALUES
('notices-unread', 'EMAIL', 'hi', 1, 'आपकी सूचनाएँ',
 'आपकी कुछ सूचनाएँ अभी पढ़ी नहीं गई हैं। उन्हें देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

जो सूचनाएँ आप खोल लेते हैं या पढ़ी हुई चिह्नित कर देते हैं, उनके बारे में ई-मेल नहीं आता।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 '2026-01-01'),
('notices-unread', 'EMAIL', 'en', 1, 'Your notices',
 'There are notices that you have not read. Sign in from the office network or over the VPN to see them.

No mail is sent about notices that you open there or mark as read.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 '2026-01-01'),
('file-forwarded-urgent', 'EMAIL', 'hi', 1, 'तत्काल नस्ती',
 '{addressee:name}

एक तत्काल नस्ती डेस्क {post:name} को अंकित हुई है। इसे देखने के लिए कार्यालय नेटवर्क या वी.पी.एन. से साइन इन करें।

कार्यसेतु, छत्तीसगढ़ शासन
यह संदेश स्वतः भेजा गया है; कृपया इसका उत्तर न दें।',
 '2026-01-01'),
('file-forwarded-urgent', 'EMAIL', 'en', 1, 'Urgent file',
 '{addressee:name}

An urgent file was marked to the desk {post:name}. Sign in from the office network or over the VPN to see it.

KaryaSetu, Government of Chhattisgarh
This message was sent automatically; please do not reply to it.',
 '2026-01-01'),
('file-forwarded-urgent', 'NOTICE', 'hi', 1, 'तत्काल नस्ती',
 '{addressee:name}: एक तत्काल नस्ती डेस्क {post:name} को अंकित हुई है।',
 '2026-01-01'),
('file-forwarded-urgent', 'NOTICE', 'en', 1, 'Urgent file',
 '{addressee:name}: An urgent file was marked to the desk {post:name}.',
 '2026-01-01');
