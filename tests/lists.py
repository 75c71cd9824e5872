"""Small invented lists in the forms the official ones are published in."""

UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-03-02T00:00:09.554Z"><INDIVIDUALS>
<INDIVIDUAL><DATAID>101</DATAID><FIRST_NAME>KARIM</FIRST_NAME><SECOND_NAME>ABD AL-RAHMAN</SECOND_NAME>
<THIRD_NAME>HALABI</THIRD_NAME><REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER>
<LISTED_ON>2011-05-04</LISTED_ON><NAME_ORIGINAL_SCRIPT>كريم عبد الرحمن حلبي</NAME_ORIGINAL_SCRIPT>
<DESIGNATION><VALUE>Treasurer</VALUE></DESIGNATION>
<NATIONALITY><VALUE>Syrian Arab Republic</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Abu Tarik; Karim Halaby (كريم حلبي)</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1960</FROM_YEAR><TO_YEAR>1964</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
</INDIVIDUAL>
<INDIVIDUAL><DATAID>102</DATAID><FIRST_NAME>MIN HO</FIRST_NAME><SECOND_NAME>CHANG</SECOND_NAME>
<INDIVIDUAL_DATE_OF_BIRTH><DATE>1971-02-03</DATE></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>
</INDIVIDUALS><ENTITIES>
<ENTITY><DATAID>201</DATAID><FIRST_NAME>HALABI TRADING COMPANY</FIRST_NAME>
<ENTITY_ALIAS><ALIAS_NAME>Halabi Freres</ALIAS_NAME></ENTITY_ALIAS></ENTITY>
</ENTITIES></CONSOLIDATED_LIST>"""
SDN = """7001,"SHCHERBAKOV, Yuri","individual","UKRAINE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 12 Dec 1965; alt. DOB 1966 to 1968; POB Kyiv; nationality Ukraine; citizen Cyprus; a.k.a. 'THE O'HARA'; a.k.a. 'YURA'."
7002,"NORTH STAR SHIPPING",-0- ,"IRAN",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- 
7003,"OLIVEIRA SANTOS, Marta","individual","SDNT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 1980; nationality Mexico."
\x1a"""  # noqa: W291 -- as it is published
ALT = """7001,1,"aka","SCHERBAKOW, Jurij",-0- 
7001,2,"fka","ЩЕРБАКОВ, Юрий",-0- 
"""  # noqa: W291
ADD = '7003,1,"Calle Mayor 1","Monterrey","Mexico",-0- \n'
SDN_XML = """<?xml version="1.0"?><sdnList xmlns="http://tempuri.org/sdnList.xsd">
<publshInformation><Publish_Date>07/23/2026</Publish_Date><Record_Count>1</Record_Count></publshInformation>
<sdnEntry><uid>7001</uid><firstName>Yuri</firstName><lastName>SHCHERBAKOV</lastName><sdnType>Individual</sdnType>
<programList><program>UKRAINE</program></programList>
<akaList><aka><uid>1</uid><type>a.k.a.</type><lastName>SCHERBAKOW</lastName><firstName>Jurij</firstName></aka></akaList>
<nationalityList><nationality><country>Ukraine</country></nationality></nationalityList>
<dateOfBirthList><dateOfBirthItem><dateOfBirth>12 Dec 1965</dateOfBirth></dateOfBirthItem></dateOfBirthList>
</sdnEntry></sdnList>"""
EU_CSV = """\ufefffileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_Remark;Entity_SubjectType;NameAlias_LastName;NameAlias_FirstName;NameAlias_WholeName;BirthDate_BirthDate;BirthDate_Year;Citizenship_CountryDescription
02/03/2026;31;EU.31.1;;P;;;Leyla Öztürk;;;
02/03/2026;31;EU.31.1;;P;;;Leila Ozturk;1979-04-05;1979;TURKEY
02/03/2026;32;EU.32.1;;E;;;"Öztürk; Sons";;;
"""
EU_XML = """<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-03-02T09:00:00.000+01:00">
<sanctionEntity euReferenceNumber="EU.31.1" logicalId="31"><remark>Of Izmir</remark><regulation programme="TUR"/>
<subjectType code="person" classificationCode="P"/><nameAlias wholeName="Leyla Öztürk"/><nameAlias wholeName="Leila Ozturk"/>
<birthdate birthdate="1979-04-05" year="1979"/><citizenship countryIso2Code="TR" countryDescription="TURKEY"/></sanctionEntity></export>"""
_UK = "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name Non-Latin Script,DOB,Nationality,Other Information,Group Type,Regime,Group ID"
UK_CSV = f"""Last Updated,02/03/2026
{_UK}
MWAMBA,Joseph,,,,,,01/01/1955,Congo (Democratic Republic),,Individual,DRC,14001
MUAMBA,Jose,,,,,,,,,Individual,DRC,14001
GOLDEN ROUTE LTD,,,,,,,,,,Entity,DRC,14002
"""
UKSL_CSV = """Report Date: 02-Mar-2026
Last Updated,Unique ID,OFSI Group ID,Name 6,Name 1,Name type,Name non-latin script,Regime Name,Designation Type,Other Information,D.O.B,Nationality(/ies)
01/03/2026,DRC0001,14001,MWAMBA,Joseph,Primary Name,,DRC,Individual,,dd/mm/1955,Congo (Democratic Republic)
"""
UK_XML = """<Designations><DateGenerated>02/03/2026</DateGenerated><Designation><UniqueID>DRC0001</UniqueID>
<Names><Name><Name6>MWAMBA</Name6><Name1>Joseph</Name1><NameType>Primary Name</NameType></Name>
<Name><Name6>MUAMBA</Name6><Name1>Jose</Name1><NameType>Alias</NameType></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>Жозеф Мвамба</NameNonLatinScript></NonLatinName></NonLatinNames>
<RegimeName>DRC</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip>
<IndividualDetails><Individual><DOBs><DOB>dd/mm/1955</DOB></DOBs><Nationalities><Nationality>Congo</Nationality></Nationalities></Individual></IndividualDetails>
</Designation></Designations>"""
CONLIST_XML = """<ArrayOfFinancialSanctionsTarget xmlns="http://schemas.hmtreasury.gov.uk/ofsi/consolidatedlist">
<FinancialSanctionsTarget><Name6>MWAMBA</Name6><name1>Joseph</name1><GroupTypeDescription>Individual</GroupTypeDescription>
<GroupID>14001</GroupID><Individual_DateOfBirth>01/01/1955</Individual_DateOfBirth></FinancialSanctionsTarget>
<FinancialSanctionsTarget><Name6>MUAMBA</Name6><name1>Jose</name1><GroupTypeDescription>Individual</GroupTypeDescription>
<GroupID>14001</GroupID></FinancialSanctionsTarget></ArrayOfFinancialSanctionsTarget>"""
PLAIN = """reference,name,aliases,birth_year,nationality,about
a1,Amina Warsame,Amina Warsama;Umm Salim,1968,Somalia,A broker
a2,Petra Novak,,,,
"""
BOMB = """<?xml version="1.0"?><!DOCTYPE CONSOLIDATED_LIST [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>"""
FETCHED = """<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<CONSOLIDATED_LIST><INDIVIDUALS>&x;</INDIVIDUALS></CONSOLIDATED_LIST>"""


def un(*people, day="2026-03-02"):
    """A list of the UN with these people: (reference, name) each."""
    said = "".join(
        f"<INDIVIDUAL><DATAID>{number}</DATAID><FIRST_NAME>{name}</FIRST_NAME></INDIVIDUAL>"
        for number, name in people
    )
    return (
        f'<CONSOLIDATED_LIST dateGenerated="{day}T00:00:00Z"><INDIVIDUALS>{said}'
        "</INDIVIDUALS></CONSOLIDATED_LIST>"
    )
