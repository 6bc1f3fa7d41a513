#include "src/import/headings_table.h"

#include <string.h>

#include "src/import/loose.h"

/* Compared by loose_key, so that case, blanks, punctuation, nukta and the zeros of abbreviations do not matter:
 * one spelling stands for all its kin. '|' divides. */
const struct known_heading known_headings[] = {
    {FIELD_LINE, "itsso line"},
    {FIELD_FIR,
     "FIR No|FIR Number|FIR Num|FIR|FIR Reg No|FIR Registration No|FIR Reg Num|FIR Registration Number|"
     "FIR Sr No|FIR ID|CCTNS FIR No|CCTNS FIR Number|Full FIR No|FIR No Year|FIR Number Year|"
     "FIR No and Year|Case No|Case Number|Case Crime No|Case Crime Number|Crime No|Crime Number|Cr No|"
     "C C No|RC No|अपराध संख्या|अपराध सं0|अपराध क्रमांक|अप0 सं0|मु0अ0सं0|मु0अ0संख्या|मुकदमा अपराध संख्या|"
     "मुकदमा अपराध सं0|मुकदमा संख्या|मुकदमा सं0|मु0 सं0|अ0सं0|मु0अ0स0|अभियोग संख्या|अभियोग सं0|"
     "प्राथमिकी सं0|प्राथमिकी संख्या|प्रथम सूचना रिपोर्ट संख्या|प्रथम सूचना रिपोर्ट सं0|प्र0सू0रि0 सं0|"
     "एफ0आई0आर0 सं0|एफ0आई0आर0 संख्या|एफ आई आर नंबर|एफ आई आर नम्बर|FIR सं0|FIR संख्या|केस नंबर|Case|Case ID|FIR No Full"},
    {FIELD_YEAR, "FIR Year|Year|Reg Year|Registration Year|वर्ष|पंजीकरण वर्ष|सन"},
    {FIELD_FIR_DATE, "FIR Date|FIR Dt|Date of FIR|FIR Reg Date|FIR Registration Date|FIR Reg Dt|Registration Date|"
                     "Reg Date|Reg Dt|Date of Registration|Registered On|Registered Date|FIR Registered On|"
                     "FIR Registered Date|Reg On|Date of Reg|Case Date|Case Registration Date|FIR Date Time|"
                     "FIR Date and Time|FIR Datetime|Registration Date Time|Registration Date and Time|"
                     "Date and Time of FIR|Date of Registration of FIR|FIR Registration Date Time|"
                     "Date of FIR Registration|पंजीकरण दिनांक|पंजीकरण तिथि|पंजीकरण की तिथि|पंजीकरण का दिनांक|पंजी0 दि0|"
                     "पंजी0 दिनांक|पंजीकृत दिनांक|पंजीयन दिनांक|दिनांक पंजीकरण|दिनांक पंजीयन|पंजीकरण दिनांक व समय|"
                     "पंजीकरण दिनांक एवं समय|प्राथमिकी दिनांक|प्राथमिकी तिथि|प्राथमिकी की तिथि|एफ0आई0आर0 दिनांक|"
                     "एफ0आई0आर0 तिथि|एफ0आई0आर0 की तिथि|एफ0आई0आर0 का दिनांक|FIR दिनांक|FIR तिथि|अभियोग पंजीकरण दिनांक|"
                     "अभियोग पंजीकरण की तिथि|मुकदमा दिनांक|दिनांक मुकदमा|कायमी दिनांक|दर्ज दिनांक|अपराध पंजीकरण दिनांक"},
    {FIELD_FIR_TIME, "FIR Time|Time of FIR|Registration Time|Reg Time|पंजीकरण समय|पंजीकरण का समय|एफ0आई0आर0 समय|"
                     "समय पंजीकरण"},
    {FIELD_STATION, "PS Code|PS CD|PS ID|Police Station Code|Police Station ID|Police Station CD|Station Code|"
                    "CCTNS PS Code|CCTNS Code|Unit Code|Thana Code|थाना कोड|थाने का कोड|थाना कोड सं0|पुलिस स्टेशन कोड|"
                    "पी0एस0 कोड|सीसीटीएनएस कोड"},
    {FIELD_STATION_NAME,
     "PS|PS Name|Police Station|Police Station Name|Name of PS|Thana|Name of Police Station|Thana Name|"
     "थाना|थाना का नाम|थाने का नाम|थाना नाम|पुलिस स्टेशन|Station Name|Station"},
    {FIELD_ACT, "Act|Acts|Act Name|Name of Act|Act Long|Act Short|Act Desc|Act Description|Under Act|Act CD Desc|"
                "अधिनियम|अधिनियम का नाम|एक्ट|विधान"},
    {FIELD_SECTIONS, "Section|Sections|Section(s)|Section No|Under Section|Under Sections|Under Section(s)|U/S|Sec|"
                     "Section of Law|Sections of Law|Section Code|Section Name|धारा|धाराएं|धाराये|धारायें|अन्तर्गत धारा|"
                     "अ0 धारा|धारा अन्तर्गत"},
    {FIELD_ACT_SECTIONS, "Act Section|Acts Sections|Acts & Sections|Act and Section|Acts and Sections|Act Sections|"
                         "Act(s) and Section(s)|Act and Sections|Act wise Sections|Section Act|Sections and Acts|"
                         "Section and Act|Sections Acts|Act(s) Section(s)|अधिनियम व धारा|अधिनियम एवं धारा|अधिनियम धारा|"
                         "अधिनियम और धारा|अधिनियम तथा धारा|अधिनियम व धाराएं|अधिनियम एवं धाराएं|अधिनियम और धाराएं|"
                         "धारा व अधिनियम|धारा एवं अधिनियम|Offence Section|अपराध की धारा|अपराध धारा|Other Acts|Other Act|"
                         "अन्य अधिनियम|Other Act Section|अन्य अधिनियम धारा|अन्य धारा"},
    {FIELD_IPC, "IPC|IPC Section|IPC Sections|Section IPC|Sections IPC|Sections of IPC|Indian Penal Code|U/S IPC|"
                "भादवि|भा0द0वि0|भादंवि|भादसं|भा0द0सं0|भा0दं0सं0|धारा भादवि|भादवि धारा|आईपीसी|आईपीसी धारा|धारा आईपीसी|"
                "भारतीय दण्ड संहिता|ताहि"},
    {FIELD_BNS, "BNS|BNS Section|BNS Sections|Section BNS|Sections BNS|Sections of BNS|Bharatiya Nyaya Sanhita|"
                "U/S BNS|बीएनएस|बीएनएस धारा|धारा बीएनएस|भारतीय न्याय संहिता|भा0न्या0सं0"},
    {FIELD_POCSO, "POCSO|POCSO Act|POCSO Section|POCSO Sections|Section POCSO|Sections POCSO|POCSO Act Section|"
                  "POCSO Act Sections|Sections of POCSO Act|POSCO|POSCO Act|पाक्सो|पॉक्सो|पोक्सो|पाक्सो एक्ट|"
                  "पॉक्सो एक्ट|पोक्सो एक्ट|पाक्सो अधिनियम|पॉक्सो अधिनियम|धारा पाक्सो|धारा पॉक्सो|पाक्सो धारा"},
    {FIELD_SCST, "SC ST Act|SC/ST|SCST Act Section|एससी एसटी एक्ट|एससी/एसटी"},
    {FIELD_IT, "IT Act|IT Act Section|आईटी एक्ट"},
    {FIELD_GD, "GD No|GD Number|GD Num|GD Entry No|GD Entry Number|General Diary No|General Diary Number|GD SR No|"
               "जी0डी0 सं0|जी0डी0 संख्या|जीडी नं0|जीडी नम्बर|रपट सं0|रपट संख्या|रो0आम सं0|रोजनामचा आम संख्या"},
    {FIELD_IO,
     "IO|IO Name|Name of IO|Investigating Officer|Investigating Officer Name|"
     "Name of Investigating Officer|Investigation Officer|Investigation Officer Name|Investigator|"
     "Present IO|Current IO|Present IO Name|Current IO Name|IO Name Rank|IO Name and Rank|विवेचक|"
     "विवेचक का नाम|विवेचक नाम|नाम विवेचक|विवेचनाधिकारी|विवेचना अधिकारी|विवेचनाधिकारी का नाम|"
     "विवेचना अधिकारी का नाम|वर्तमान विवेचक|वर्तमान विवेचक का नाम|अद्यतन विवेचक|अद्यतन विवेचक का नाम|वर्तमान विवेचनाधिकारी|"
     "वर्तमान विवेचना अधिकारी|Present Investigating Officer|Current Investigating Officer|"
     "Present Investigating Officer Name|Current Investigating Officer Name|Name of Present IO|"
     "Name of Current IO|जांच अधिकारी|अनुसंधान अधिकारी|आई0ओ0|विवेचक का नाम व पद"},
    {FIELD_IO_RANK, "IO Rank|Rank|Rank of IO|IO Designation|Designation|Designation of IO|Investigating Officer Rank|"
                    "Present IO Rank|Current IO Rank|Present IO Designation|Current IO Designation|वर्तमान विवेचक का पद|"
                    "पदनाम|पद|विवेचक का पद|विवेचक का पदनाम|विवेचक पदनाम"},
    {FIELD_IO_PNO, "PNO|PNO No|PNO Number|IO PNO|IO PNO No|PNO of IO|Present IO PNO|Current IO PNO|PIS No|IO PIS "
                   "No|पी0एन0ओ0|पीएनओ नं0|पीएनओ सं0|"
                   "पीएनओ नम्बर|विवेचक का पीएनओ|विवेचक पीएनओ"},
    {FIELD_IO_SINCE, "IO Since|IO Assigned Date|IO Assigned On|IO Appointment Date|Date of Assignment to IO|"
                     "IO Assignment Date|विवेचना ग्रहण दिनांक|विवेचना प्राप्ति दिनांक"},
    {FIELD_STATUS, "Status|Case Status|FIR Status|Current Status|Status of Case|Present Status|Investigation Status|"
                   "Status of Investigation|Stage|FIR Stage|Case Stage|स्थिति|वर्तमान स्थिति|अभियोग की स्थिति|"
                   "विवेचना की स्थिति|प्रकरण की स्थिति|मुकदमे की स्थिति|विवेचना स्थिति"},
    {FIELD_STATUS_DATE, "Status Date|Status On|Date of Status|Disposal Date|Disposed On|Date of Disposal|स्थिति दिनांक|"
                        "निस्तारण दिनांक|निस्तारण तिथि|निस्तारण की तिथि"},
    {FIELD_FINAL_TYPE,
     "Final Report Type|Final Form Type|FR Type|Type of Final Report|Type of Final Form|Disposal Type|"
     "Disposal|Nature of Final Report|Final Type|Type of Disposal|अन्तिम रिपोर्ट का प्रकार|"
     "अन्तिम रिपोर्ट प्रकार|निस्तारण का प्रकार|निस्तारण|Charge Sheet / Final Report|CS/FR|"
     "आरोप पत्र / अन्तिम रिपोर्ट|आ0प0/अं0रि0"},
    {FIELD_FINAL_NO, "Final Report No|Final Report Number|Final Form No|Final Form Number|Final No|CS FR No|"
                     "Charge Sheet / Final Report No|अन्तिम रिपोर्ट / आरोप पत्र सं0|आरोप पत्र / अन्तिम रिपोर्ट सं0|"
                     "आरोप पत्र / अन्तिम रिपोर्ट संख्या"},
    {FIELD_PREPARED, "Final Report Date|Date of Final Report|Final Form Date|Prepared On|Final Report Prepared On|"
                     "Final Report Prepared Date|Date of Preparation|Final Prepared|CS FR Date|"
                     "Charge Sheet / Final Report Date|आरोप पत्र / अन्तिम रिपोर्ट दिनांक|तैयार दिनांक"},
    {FIELD_APPROVED, "Approved On|Approval Date|CO Approval Date|Approved by CO On|CO Approved On|Date of Approval|"
                     "Final Approved|अनुमोदन दिनांक|सी0ओ0 अनुमोदन दिनांक|Final Report Approved On|Final Report Approved "
                     "Date|Final Report Approved by CO On"},
    {FIELD_FILED, "Filed in Court On|Filed in Court|Court Filing Date|Date of Filing in Court|Filed On|Filing Date|"
                  "Final Report Filed On|Court Submission Date|Submitted in Court On|Date of Submission in Court|"
                  "Sent to Court On|Final Filed|Charge Sheet Filed On|न्यायालय प्रेषण दिनांक|न्यायालय में दाखिल दिनांक|"
                  "न्यायालय प्रेषित दिनांक|दाखिल दिनांक|Final Report Filed Date|Final Report Filed in Court|Final Report "
                  "Filed in Court On|Charge Sheet Filed Date|Charge Sheet Filed in Court On"},
    {FIELD_CCTNS,
     "Entered in CCTNS On|CCTNS Entry Date|CCTNS Date|Date of Entry in CCTNS|CCTNS Final Report Date|"
     "Final CCTNS|Final Report Entry Date|सीसीटीएनएस प्रविष्टि दिनांक|सीसीटीएनएस दिनांक|Final Report CCTNS Date|Final "
     "Report Entered in CCTNS On|Final Report Entered in CCTNS|Entered in CCTNS|Final Report CCTNS On"},
    {FIELD_CHARGESHEET_NO, "Charge Sheet No|Chargesheet Number|CS No|CS Number|आरोप पत्र सं0|आरोप पत्र संख्या|आ0प0 सं0|"
                           "आ0प0 संख्या"},
    {FIELD_CHARGESHEET_DATE,
     "Charge Sheet Date|Date of Charge Sheet|CS Date|Charge Sheet Dt|Charge Sheeted On|आरोप पत्र दिनांक|"
     "आरोप पत्र की तिथि|आरोप पत्र तिथि|आ0प0 दिनांक|आ0प0 दि0|आरोप पत्र प्रेषण दिनांक|दिनांक आरोप पत्र"},
    {FIELD_CHARGESHEET, "Charge Sheet|आरोप पत्र|आ0प0|Charge Sheet No and Date|CS|आरोप पत्र सं0 व दिनांक"},
    {FIELD_CLOSURE_NO, "FR No|FR Number|Closure Report No|अन्तिम रिपोर्ट सं0|अन्तिम रिपोर्ट संख्या|अं0रि0 सं0|एफ0आर0 सं0|"
                       "एफ0आर0 संख्या"},
    {FIELD_CLOSURE_DATE, "FR Date|Date of FR|Closure Report Date|अन्तिम रिपोर्ट दिनांक|अन्तिम रिपोर्ट तिथि|"
                         "अन्तिम रिपोर्ट की तिथि|अं0रि0 दिनांक|एफ0आर0 दिनांक"},
    {FIELD_CLOSURE, "अन्तिम रिपोर्ट|Final Report|FR|अं0रि0|एफ0आर0|अन्तिम रिपोर्ट सं0 व दिनांक"},
    {FIELD_MOVED_TO, "Transferred To|Transferred To PS|Transferred To PS Code|Transferred To Unit|Transfer To|"
                     "Transferred To Code|Moved To|Transfer Unit Code|स्थानान्तरित थाना कोड|स्थानान्तरित इकाई|"
                     "स्थानान्तरित थाना|किस थाने को स्थानान्तरित"},
    {FIELD_ARRESTS, "Arrests|No of Arrests|Number of Arrests|Arrest Count|Total Arrests|Arrested|No of Arrested|"
                    "No of Persons Arrested|Total Arrested|No of Accused Arrested|Number of Accused Arrested|"
                    "गिरफ्तारी संख्या|गिरफ्तार संख्या|कुल गिरफ्तारी|गिरफ्तारी|गिरफ्तार अभियुक्तों की संख्या|"
                    "गिरफ्तार अभियुक्त संख्या"},
    {FIELD_FIRST_REMAND,
     "First Remand|First Remand Date|Date of First Remand|Remand Date|प्रथम रिमाण्ड|प्रथम रिमाण्ड दिनांक|"
     "प्रथम रिमांड दिनांक|रिमाण्ड दिनांक|प्रथम रिमाण्ड की तिथि"},
    {FIELD_COURT_DATE,
     "Court Date|Next Court Date|Next Hearing Date|Next Date|Next Date of Hearing|Hearing Date|नियत तिथि|"
     "न्यायालय में नियत तिथि|अगली तिथि"},
    {FIELD_ZERO_FIR, "Zero FIR No|Zero FIR Number|Zero FIR|0 FIR No|जीरो एफ0आई0आर0 सं0|जीरो FIR सं0|शून्य प्राथमिकी सं0|"
                     "जीरो एफआईआर संख्या|जीरो एफ0आई0आर0"},
    {FIELD_ZERO_STATION,
     "Zero FIR PS Code|Zero FIR PS|Zero FIR Police Station Code|Zero FIR Police Station|Zero FIR Station|"
     "जीरो एफ0आई0आर0 थाना कोड|जीरो FIR थाना कोड|जीरो एफआईआर थाना"},
    {FIELD_ZERO_DATE, "Zero FIR Date|Date of Zero FIR|जीरो एफ0आई0आर0 दिनांक|जीरो FIR दिनांक|जीरो एफआईआर तिथि"},
    {FIELD_SECTION_ADDED,
     "Section Added Date|Section Added On|Sections Added On|Date of Section Added|Section Addition Date|"
     "Sections Added|धारा बढ़ोतरी दिनांक|धारा की बढ़ोतरी दिनांक|बढ़ोतरी दिनांक|धारा वृद्धि दिनांक|"
     "धारा की बढ़ोतरी का दिनांक"},
};
const int known_headings_count = (int)(sizeof known_headings / sizeof *known_headings);

const char *const private_words[] = {
    "victim",
    "informant",
    "complainant",
    "complaint",
    "accused",
    "suspect",
    "witness",
    "father",
    "mother",
    "husband",
    "wife",
    "relative",
    "guardian",
    "address",
    "village",
    "place",
    "location",
    "locality",
    "occurrence",
    "school",
    "phone",
    "mobile",
    "telephone",
    "contact",
    "email",
    "narrative",
    "brief",
    "facts",
    "description",
    "gist",
    "beat",
    "aadhaar",
    "aadhar",
    "petitioner",
    "prosecutrix",
    "survivor",
    "deceased",
    "remark",
    "पीड़ित",
    "वादी",
    "वादिनी",
    "अभियुक्त",
    "आरोपी",
    "मुल्जिम",
    "मुलजिम",
    "गवाह",
    "साक्षी",
    "पिता",
    "माता",
    "पति",
    "पत्नी",
    "पुत्री",
    "पुत्र",
    "परिजन",
    "संरक्षक",
    "पता",
    "निवासी",
    "ग्राम",
    "गांव",
    "गाँव",
    "मोहल्ला",
    "मुहल्ला",
    "घटना",
    "स्थान",
    "विद्यालय",
    "मोबाइल",
    "मोबाईल",
    "दूरभाष",
    "फोन",
    "विवरण",
    "तहरीर",
    "बीट",
    "शिकायतकर्ता",
    "प्रार्थी",
    "सूचनाकर्ता",
    "मृतक",
    "टिप्पणी",
    "अभ्युक्ति",
    "लड़की",
    "बालिका",
    "नाबालिग",
    "अभियोगी",
    /* the same in English otherwise, and in Latin letters */
    "girl",
    "daughter",
    "child",
    "minor",
    "parent",
    "brother",
    "sister",
    "uncle",
    "resident",
    "neighbour",
    "plaintiff",
    "defendant",
    "offender",
    "culprit",
    "pidit",
    "peedit",
    "piidit",
    "pidhit",
    "vadi",
    "vaadi",
    "wadi",
    "waadi",
    "abhiyukt",
    "abhiukt",
    "abhiyogi",
    "aropi",
    "aaropi",
    "mulzim",
    "muljim",
    "mulzam",
    "mulajim",
    "gawah",
    "gavah",
    "gvah",
    "sakshi",
    "pita",
    "mata",
    "pati",
    "patni",
    "putr",
    "parijan",
    "sanrakshak",
    "pata",
    "niwasi",
    "nivasi",
    "gram",
    "gaon",
    "gaanv",
    "mohalla",
    "muhalla",
    "ghatna",
    "ghatana",
    "sthan",
    "vidyalay",
    "vivran",
    "vivaran",
    "tahrir",
    "tehrir",
    "taharir",
    "prarthi",
    "praarthi",
    "shikayat",
    "suchnakarta",
    "soochnakarta",
    "mritak",
    "mratak",
    "ladki",
    "ladaki",
    "balika",
    "nabalig",
    "naabaalig",
    "tippani",
    "abhyukti",
    "durbhash",
    "doorbhash",
};
const int private_words_count = (int)(sizeof private_words / sizeof *private_words);

const char *const officer_words[] = {
    "officer", "io",       "investigat", "inspector", "si",        "insp",     "off",     "rank",       "designation",
    "pno",     "vivechak", "viveck",     "vivechna",  "vivechana", "adhikari", "jaanch",  "anusandhan", "विवेचक",
    "विवेचना",  "अधिकारी",  "जांच",        "अनुसंधान",    "आईओ",       "पदनाम",    "निरीक्षक", "दरोगा",
};
const int officer_words_count = (int)(sizeof officer_words / sizeof *officer_words);

const char *const heading_hints[] = {
    "dd/mm/yyyy",
    "dd-mm-yyyy",
    "dd.mm.yyyy",
    "yyyy-mm-dd",
    "ddmmyy",
    "dd/mm/yyyy hh:mm",
    "dd/mm/yyyy hh:mm:ss",
    "time",
    "date",
    "no",
    "number",
    "code",
    "name",
    "year",
    "CCTNS",
    "ITSSO",
    "समय",
    "दिनांक",
    "तिथि",
    "सहित",
    "दिनांक सहित",
    "संख्या",
    "नाम",
    "hh:mm",
    "IST",
    "s",
    "9 digits",
    "8 digits",
    "if any",
    "present",
    "current",
    "वर्तमान",
    "अद्यतन",
    "text",
};
const int heading_hints_count = (int)(sizeof heading_hints / sizeof *heading_hints);
