"""Words out of which people make the passwords that are tried first.

Source: written for this project from general knowledge of how passwords are chosen, for people in Chhattisgarh: what
leaked lists everywhere begin with, walks on a keyboard, names of persons, gods, places, rivers, films and games, words of
love and of the office, in English, in Hindi written in Latin letters and in Devanagari. No list was copied. Whoever finds a
word that is missing adds it; `passwords` adds the words of one's own (staff number, names) and all the usual disguises.
"""

_TRIED_FIRST = """
    password passwort passcode passwd pass pwd login signin welcome admin administrator root user
    username guest default changeme letmein secret private secure security master server system computer
    laptop internet google facebook whatsapp instagram youtube gmail yahoo android samsung windows
    microsoft office excel oracle linux test testing demo temp temporary sample hello hi hey goodmorning
    goodnight thankyou please sorry access iloveyou loveyou love lovely lover mylove myself forever
    friend friends friendship bestfriend family mother father mom dad mummy papa sister brother baby
    angel princess prince queen king star superstar sunshine rainbow flower rose lotus butterfly monkey
    dragon tiger lion panther elephant eagle falcon peacock puppy football cricket hockey kabaddi soccer
    baseball basketball tennis badminton chess champion winner player batman superman spiderman ironman
    pokemon naruto starwars matrix trustno freedom success lucky happy smile money dollar rupee business
    market summer winter spring autumn monsoon sunday monday tuesday wednesday thursday friday saturday
    january february march april june july august september october november december qwerty qwertyuiop
    qwertyuio asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc wsxedc edcrfv rfvtgb tgbyhn qwer asdf
    zxcv qaz wsx edc poiuytrewq lkjhgfdsa mnbvcxz abc abcd abcde abcdef abcdefg abcdefgh xyz aaa red
    blue green black white yellow orange purple silver gold golden diamond apple mango banana coffee
    chocolate cookie sugar pepper ginger butter london america india indian bharat hindustan jaihind
    vandemataram bharatmata jaishreeram jaishriram jaimatadi jaibhim jaihanuman omnamahshivaya omsairam
    radheradhe radhekrishna harekrishna hareram harharmahadev mahadev mahakal bholenath shiva shiv
    shankar ganesh ganpati krishna govind gopal ram sitaram raghav hanuman bajrangbali bajrang durga
    lakshmi laxmi saraswati kali parvati vishnu narayan brahma sai saibaba tirupati balaji allah
    bismillah khuda waheguru jesus christ god bhagwan ishwar mandir om namaste namaskar pranam dhanyawad
    swagat shubh mangal shanti pyaar pyar ishq mohabbat dil jaan janu sona babu shona jaaneman mera meri
    mere tera teri tumhara aapka hum maa mataji pitaji bhai behen didi beta beti dada dadi nana nani
    dost yaar zindagi khushi sapna duniya chhattisgarh chattisgarh cgstate cggovt chhattisgarhi raipur
    nayaraipur atalnagar bilaspur durg bhilai korba raigarh jagdalpur bastar ambikapur surguja sarguja
    rajnandgaon dhamtari mahasamund kanker kondagaon dantewada sukma bijapur narayanpur jashpur koriya
    surajpur balrampur janjgir champa mungeli bemetara balod gariaband kabirdham kawardha gaurela pendra
    marwahi sakti sarangarh bilaigarh mohla manpur chowki khairagarh manendragarh bharatpur mahanadi
    shivnath indravati hasdeo kharun arpa chitrakote chitrakoot sirpur bhoramdeo dongargarh ratanpur
    danteshwari bamleshwari mahamaya kosala dandakaranya delhi newdelhi mumbai bombay kolkata chennai
    hyderabad bangalore bengaluru pune nagpur bhopal indore jabalpur gwalior ujjain lucknow varanasi
    kanpur patna ranchi jaipur ahmedabad surat maharashtra gujarat rajasthan punjab haryana bihar
    jharkhand odisha orissa uttarpradesh madhyapradesh ganga yamuna narmada karyasetu karya setu eoffice
    efile mantralaya mahanadibhawan indravatibhawan sachivalaya vidhansabha collector collectorate
    kalektar tehsildar tahsildar patwari sarpanch panchayat zila janpad district tehsil department
    vibhag karyalaya sarkar shasan government govt secretary secretariat director directorate
    commissioner officer adhikari karmchari employee staff section clerk babuji sahab sir madam revenue
    rajasv rajaswa health swasthya education shiksha police home finance vitt agriculture krishi forest
    van panchayatraj rural urban municipal nagarnigam grievance shikayat janshikayat jandarshan lokseva
    lokshikayat nic nicnet chips digital digitalindia mygov egov aadhaar aadhar pancard mobile phone
    account bank sbi treasury kosh salary vetan pension leave chutti file nasti note letter patra amit
    anil ajay vijay sanjay sunil rajesh rakesh mukesh suresh ramesh mahesh dinesh ganesha naresh yogesh
    deepak dipak manoj vinod pramod arvind ashok ravi rahul rohit mohit sumit ankit vivek abhishek
    ashish manish nitin sachin virat kohli dhoni tendulkar rohan karan arjun aryan salman shahrukh khan
    aamir akshay amitabh bachchan priya pooja puja neha sneha anjali sunita anita kavita savita geeta
    gita seeta sita rekha asha usha nisha ritu rita rani kiran jyoti deepa shweta swati preeti priti
    rashmi mamta meena reena lakshya aarav aditya ayush harsh yash dev raj raja rajkumar kumar kumari
    singh sharma verma gupta sahu patel yadav tiwari mishra dubey pandey shukla agrawal agarwal jain
    chandrakar baghel sinha thakur netam markam dewangan nishad sen das devi bai prasad lal ji michael
    jordan jennifer jessica ashley charlie daniel robert thomas andrew joshua matthew hunter george
    maggie jasmine michelle nicole amanda पासवर्ड गुप्त प्रवेश नमस्ते नमस्कार स्वागत भारत हिन्दुस्तान
    जयहिन्द जयहिंद वन्देमातरम जयश्रीराम राधेराधे हरहरमहादेव छत्तीसगढ़ रायपुर बिलासपुर दुर्ग बस्तर महानदी
    कार्यसेतु कार्य सेतु शासन सरकार कार्यालय विभाग अधिकारी राम सीताराम कृष्ण शिव गणेश हनुमान दुर्गा
    लक्ष्मी प्यार दोस्त माँ पिता परिवार खुशी जीवन दिल
"""

WORDS = frozenset(_TRIED_FIRST.split())
