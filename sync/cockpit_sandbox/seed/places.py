"""Names of invented companies and people, by the place they come from."""

from __future__ import annotations

from msgspec import Struct


class Place(Struct, frozen=True):
    """One country: how companies and people are called there."""

    country: str
    zone: str
    domain: str
    cities: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    heads: tuple[str, ...]
    """First syllables of company names."""
    tails: tuple[str, ...]
    """Second syllables."""
    trades: tuple[str, ...]
    form: str
    """Legal form; `{}` stands for the name."""
    family_first: bool = False


ROMANISED = {
    "陽子": "yoko",
    "健太": "kenta",
    "美咲": "misaki",
    "大輔": "daisuke",
    "さくら": "sakura",
    "青木原": "aokihara",
    "小野寺川": "onoderagawa",
    "三日月": "mikazuki",
    "星野宮": "hoshinomiya",
    "白鳥沢": "shiratorizawa",
    "青空": "aozora",
    "若葉": "wakaba",
    "銀河": "ginga",
    "朝霧": "asagiri",
    "花園": "hanazono",
    "ł": "l",
    "Ł": "l",
    "ı": "i",
    "ß": "ss",
    "œ": "oe",
}
"""What Unicode's own decomposition leaves out, for mail addresses."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PLACES: tuple[Place, ...] = (
    Place(
        "Germany",
        "Europe/Berlin",
        "de",
        _words("Bremen Kassel Münster Ulm Görlitz Lübeck"),
        _words("Jürgen Anja Björn Käthe Lukas Friederike Sönke Heike Malte Grete"),
        _words("Überacker Brömmel Haselhoff Krützfeldt Wiesengrund Ötting Lammers Strüver"),
        _words("Wald Berg Kirsch Nebel Eichen Hasel Mühl Silber Grün Löwen"),
        _words("tal stein feld brück hagen born moor wert"),
        _words("Logistik Fertigung Energie Versicherung Medizintechnik Verlag Handel"),
        "{} GmbH",
    ),
    Place(
        "France",
        "Europe/Paris",
        "fr",
        _words("Nantes Besançon Nîmes Annecy Orléans Quimper"),
        _words("Élodie Rémi Hélène Loïc Margaux Cédric Noémie Thibault Agnès"),
        _words("Lefébure Desrosiers Mâchon Vauquelin Briançon Péricard Hautecœur Salvetat"),
        _words("Val Mont Clair Haute Belle Roche Fleur Vert"),
        _words("mare ville pré lac brune court sève fort"),
        _words("Textile Santé Énergies Presse Distribution Assurances Transports"),
        "{} SAS",
    ),
    Place(
        "Spain",
        "Europe/Madrid",
        "es",
        _words("Cádiz Logroño Gijón Málaga Lleida Ourense"),
        _words("Begoña Íñigo Nuria Álvaro Rocío Joaquín Maite Óscar"),
        _words("Ibáñez Quintanilla Peñalver Zubizarreta Montañés Escribá Arregui"),
        _words("Sierra Águila Olivo Costa Peña Almena Trigo"),
        _words("clara nueva mar luna blanca alta sol"),
        _words("Textil Alimentación Seguros Telecomunicaciones Puertos Salud"),
        "{} S.A.",
    ),
    Place(
        "Sweden",
        "Europe/Stockholm",
        "se",
        _words("Umeå Örebro Västerås Malmö Luleå"),
        _words("Åsa Göran Linnéa Håkan Saga Östen Maja Viggo"),
        _words("Lindåker Sjöstrand Björkebo Hallgård Ekeblad Åkersten Norrvind"),
        _words("Norr Björk Sjö Älv Vinter Fjäll Ek"),
        _words("vik dal holm strand ås lund"),
        _words("Papper Energi Omsorg Media Maskin Skog"),
        "{} AB",
    ),
    Place(
        "Poland",
        "Europe/Warsaw",
        "pl",
        _words("Łódź Gdynia Wrocław Rzeszów Toruń"),
        _words("Łukasz Małgorzata Wojciech Żaneta Grażyna Michał Agnieszka"),
        _words("Wiśnioch Dąbrówka Żurawiński Kołodziejski Ćwikła Bąkiewicz"),
        _words("Wiśn Jodł Brzoz Dąb Złot Gór"),
        _words("owo anka owiec ynia osz"),
        _words("Logistyka Zdrowie Energia Handel Stal Media"),
        "{} Sp. z o.o.",
    ),
    Place(
        "Czechia",
        "Europe/Prague",
        "cz",
        _words("Plzeň Olomouc Třebíč Děčín"),
        _words("Jiří Zdeňka Ondřej Žofie Matěj Růžena"),
        _words("Hřebíček Novotná-Říhová Pokorňák Štěpnička Žďárek"),
        _words("Jeř Hvězd Střel Dub Kříž"),
        _words("ábek ina ičky ovec any"),
        _words("Strojírny Pojišťovna Doprava Zdraví Sklo"),
        "{} s.r.o.",
    ),
    Place(
        "United Kingdom",
        "Europe/London",
        "co.uk",
        _words("Leeds Norwich Perth Swansea Bath"),
        _words("Imogen Rhys Niamh Alistair Beatrix Callum Siobhán Priya"),
        _words("Thistlewood O'Carrow Pemberley-Nash Ashcombe Wetherden Bramwith"),
        _words("Hart Wren Thorn Stone Fern Ash Marl"),
        _words("wick combe ford leigh more well"),
        _words("Logistics Health Energy Publishing Insurance Schools Foods"),
        "{} Ltd",
    ),
    Place(
        "United States",
        "America/New_York",
        "com",
        _words("Duluth Tacoma Savannah Boise Toledo Albany"),
        _words("Jamal Harper Mateo Brooklyn Desiree Wyatt Keisha Owen Soledad"),
        _words("Featherstone Okonjo-Blake McAllery Whitlowe Vandersloot Castellanoz"),
        _words("Blue Iron Prairie Cedar Harbor Copper Summit"),
        _words("gate ridge water field point crest"),
        _words("Systems Freight Care Energy Retail Learning Media Insurance"),
        "{}, Inc.",
    ),
    Place(
        "Brazil",
        "America/Sao_Paulo",
        "com.br",
        _words("Florianópolis Goiânia Maceió Niterói"),
        _words("Thaís João Conceição Luís Íris Caetano Inês"),
        _words("Gonçalinho Assunção Magalhães-Prado Patrício Simões-Leite"),
        _words("Rio Serra Ipê Vento Campo Mata"),
        _words("verde alto bravo lindo sul"),
        _words("Alimentos Saúde Energia Transportes Seguros Papel"),
        "{} Ltda.",
    ),
    Place(
        "Türkiye",
        "Europe/Istanbul",
        "com.tr",
        _words("İzmir Eskişehir Muğla Çanakkale"),
        _words("Çağla Emre Gülşen Barış Özlem Işıl"),
        _words("Yıldızoğlu Şahinkaya Gürbüzel Çelikbaş Öztürkmen"),
        _words("Gök Deniz Çınar Altın Yeşil"),
        _words("su taş dağ vadi yol"),
        _words("Lojistik Enerji Sağlık Tekstil Gıda"),
        "{} A.Ş.",
    ),
    Place(
        "India",
        "Asia/Kolkata",
        "in",
        _words("Pune Kochi Indore Mysuru"),
        _words("Ananya Rohan Meera Karthik Ishaan Lakshmi Farhan"),
        _words("Raghunandan Chatterji-Bose Venkatesan Kulkarnee Thirumal"),
        _words("Surya Nila Vana Megha Ratna"),
        _words("deep path vel jyoti giri"),
        _words("Logistics Pharma Energy Textiles Education Foods"),
        "{} Pvt. Ltd.",
    ),
    Place(
        "Japan",
        "Asia/Tokyo",
        "co.jp",
        _words("札幌 金沢 神戸 長崎"),
        _words("陽子 健太 美咲 大輔 さくら"),
        _words("青木原 小野寺川 三日月 星野宮 白鳥沢"),
        _words("青空 若葉 銀河 朝霧 花園"),
        _words("野 川 丘 橋 里"),
        _words("物流 製作所 電機 保険 食品 出版"),
        "{}株式会社",
        family_first=True,
    ),
)
