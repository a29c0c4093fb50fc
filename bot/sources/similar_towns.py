"""Larger towns and their names in other languages, to see that two listings are of two towns.

Names that are also a common word or a person's name are left out.
"""

_OTHER_NAMES = """
munich munchen monaco; cologne koln colonia keulen; vienna wien vienne viena; zurich zuerich;
geneva geneve genf ginevra; basel basle; bern berne; lucerne luzern; lisbon lisboa lissabon
lisbonne; porto oporto; turin torino; milan milano mailand; rome roma rom; florenz firenze; naples
napoli neapel; venice venezia venedig; genoa genova genua; seville sevilla; saragossa zaragoza;
brussels bruxelles brussel brussel; antwerp antwerpen anvers; ghent gent gand; bruges brugge;
hague haag; prague praha prag praga; warsaw warszawa warschau varsovie; krakow cracow krakau;
wroclaw breslau; gdansk danzig; copenhagen kobenhavn kopenhagen; gothenburg goteborg; moscow
moskva moskau; nuremberg nurnberg; hanover hannover; brunswick braunschweig; dusseldorf
duesseldorf; frankfurt; strasbourg strassburg; marseille marseilles; lyon lyons; nantes; athens
athen; bucharest bukarest bucuresti; belgrade beograd belgrad; mexico; montreal; quebec;
rotterdam; utrecht; eindhoven; amsterdam; groningen; zwolle; berlin; hamburg; leipzig; dresden;
stuttgart; dortmund; bremen; bonn; mannheim; karlsruhe; augsburg; wiesbaden; munster muenster;
kassel; fulda; mainz; freiburg; ulm; jena; erfurt; rostock; kiel; lubeck; potsdam; magdeburg;
chemnitz; regensburg; wurzburg; heidelberg; darmstadt; bochum; duisburg; wuppertal; bielefeld;
aachen; salzburg; graz; linz; innsbruck; lausanne; winterthur; paris; toulouse; bordeaux; lille;
rennes; montpellier; grenoble; dijon; reims; angers; rouen; clermont; madrid; barcelona; valencia;
malaga; bilbao; murcia; granada; alicante; bologna; verona; palermo; padova padua; trieste; bari;
catania; braga; coimbra; london londres londra; manchester; leeds; liverpool; birmingham;
sheffield; bristol; newcastle; nottingham; leicester; cardiff; edinburgh; glasgow; aberdeen;
dundee; belfast; dublin; galway; limerick; oxford; cambridge; brighton; southampton; plymouth;
norwich; york; exeter; coventry; derby; stockholm; oslo; bergen; helsinki; malmo; aarhus; tallinn;
riga; vilnius; budapest; bratislava; ljubljana; zagreb; sofia; istanbul; boston; chicago; seattle;
portland; denver; dallas; houston; atlanta; miami; detroit; minneapolis; philadelphia; pittsburgh;
baltimore; cleveland; columbus; cincinnati; indianapolis; nashville; memphis; milwaukee;
sacramento; albuquerque; tucson; oakland; toronto; vancouver; ottawa; calgary; edmonton; winnipeg;
sydney; melbourne; brisbane; perth; adelaide; auckland; wellington; tokyo tokio; osaka; kyoto;
seoul; singapore; bangalore bengaluru; mumbai; delhi; chennai; hyderabad; pune; bogota; lima;
santiago; montevideo; recife; johannesburg; nairobi; lagos; accra; cairo; dubai; haifa; jerusalem;
springfield; riverton; albany; buffalo; rochester; raleigh; durham; richmond; tampa; omaha; tulsa;
boise; spokane; tacoma; honolulu
"""


def _by_name(text: str) -> dict[str, str]:
    by_name: dict[str, str] = {}
    for names in text.replace("\n", " ").split(";"):
        first, *others = names.split()
        by_name |= dict.fromkeys((first, *others), first)
    return by_name


TOWNS = _by_name(_OTHER_NAMES)
