-- The words that names are made of. Firms and people are invented; a word with `=` has its slug's form behind it.
-- A script is a manner of naming; `first`, `second`, `third` are the places in its patterns.

create unlogged table words as
select script, place, row_number() over (partition by script, place order by n) - 1 as n,
       split_part(word, '=', 1) as word,
       -- Latin words give their own slug, without marks and dots; the others name it.
       trim(both '-' from regexp_replace(lower(translate(regexp_replace(
         normalize(coalesce(nullif(split_part(word, '=', 2), ''), word), nfd), '[\u0300-\u036f.]', '', 'g'),
         'ßøæłØÆŁ', 'soalOAL')), '[^a-z0-9]+', '-', 'g')) as slug
from (values
  ('english', 'first', 'Harbor,Granite,Juniper,Larkspur,Copperfield,Northgate,Silverbrook,Meadow,Foxglove,Kestrel,Driftwood,Lantern,Marigold,Saltmarsh,Thornbury,Willowbank,Ironwood,Bluestone,Highmoor,Quarry,Pinecrest,Amberline,Fernhill,Cedarway,Brightwater,Rookery,Stonecrop,Tidewell,Emberton,Cobalt,Heronsgate,Millrace,Oakhollow,Skylark,Windrow,Cinder,Bramble,Clearwell,Duskfield,Everglen,Fallowmere,Goldcrest,Hollybank,Inkwell,Kingfisher,Limekiln,Mossgrove,Nettlecombe,Orchard,Peregrine,Quillon,Redfern,Summerlin,Tamarack,Underhill,Vantage,Wrenfield,Yarrow,Zephyrine,Alderbrook,Birchvale,Cloverdale,Dovecote,Eastlake,Firwood,Greyfriars,Hazelmere,Ivystone,Jasperfield,Knollwood,Longmeadow,Mapleton,Newhaven Quay,Osprey,Plumtree,Ravenscar,Seabright,Turnstone,Verdigris,Westering,Applegarth,Beacon,Chalkhill,Dunlin,Elmstead,Fernway,Gorsehill,Hearthside,Islewood,Kittiwake,Lodestar,Moorgate,Nightjar,Oxbow,Pebblebrook,Riverbend,Sandpiper,Tallow,Umberfield,Wayfarer'),
  ('english', 'second', 'Clinic,Robotics,Logistics,Dental,Analytics,Bakery,Learning,Architects,Textiles,Energy,Freight,Insurance,Studios,Veterinary,Optics,Foods,Recruiting,Software,Outfitters,Brewing,Publishing,Pharmacy,Travel,Machining,Interiors,Nurseries,Marine,Cycles,Legal,Accounting,Physiotherapy,Printworks,Ceramics,Sensors,Consulting,Catering,Academy,Home Care,Water Works,Instruments,Roasters,Packaging,Timber,Property,Radiology,Language School,Farm Supply,Event Hire,Film Services,Diagnostics,Solar,Aviation Parts,Food Bank,Housing Trust,Audio,Genomics,Tool Hire,Credit Union,Payroll,Fitness'),
  ('english', 'third', 'Leeds,Galway,Utrecht,Tampere,Porto,Ghent,Bergen,Halifax,Dunedin,Boulder,Tacoma,Savannah,Duluth,Asheville,Burlington,Cork,Bristol,Malmo,Turku,Cardiff,Nelson,Geelong,Hobart,Victoria,Moncton,Boise,Reno,Tulsa,Dayton,Albany,Perth,Lyon,Graz,Trieste,Valencia,Aarhus,Leiden,Bruges,Limerick,Dundee,Norwich,Exeter,Durham,Kendal,Whitby,Fresno,Laredo,Mobile,Salem,Eugene,Toledo,Akron,Topeka,Lincoln,Fargo,Helena,Olympia,Juneau,Plano,Mesa'),
  ('coined', 'first', 'Lumen,Verda,Quanta,Nimbo,Solvi,Kelpi,Orbi,Tavo,Zento,Mirra,Pallo,Brivo,Centra,Doveo,Elara,Fluxa,Graphi,Heli,Iona,Juno,Kairo,Ludo,Mondo,Novari,Octa,Plena,Quiri,Rondo,Stella,Tempo,Ultri,Vero,Wavo,Xeno,Yaro,Zephy,Arva,Bento,Cirro,Delfi,Embra,Folio,Ginko,Halo,Indi,Jovi,Kumo,Lyra,Mava,Nexo'),
  ('coined', 'second', 'ly,stack,forge,grid,loop,wise,nest,base,cast,dock,desk,flow,lane,mark,path,port,shift,sight,spark,trail,works,bridge,craft,field,form,hive,line,mint,pulse,sense'),
  ('coined', 'third', 'Labs,Systems,Cloud,Health,AI,Data,Networks,Media,Technologies,Digital,Ventures,Mobility,Bio,Games,Security,Finance,Retail,Platforms,Research,Design'),
  ('partners', 'first', 'Ashdown,Pellworth,Quillfeather,Marlowick,Thistlewood,Hargreave,Oakenshaw,Brindlecombe,Fairweather,Godolphin,Lockridge,Merriden,Northcote,Penhallow,Ravensworth,Stanbury,Tredwell,Umberleigh,Vellacott,Wainscott,Yellowlees,Abernant,Birtwhistle,Cattermole,Dunnockshaw,Entwick,Fothergale,Greenhalf,Hollinshed,Inskipp,Kettlewell,Lightbown,Micklethorn,Nettleship,Ollerton,Pickersgale,Ramsbottle,Sidebothem,Tattersfield,Winterbourne'),
  ('partners', 'second', 'Okonjo,Varga-Lind,Delacourt,Ferrandi,Halvorsted,Iwamura-Grey,Kowaltz,Lindqvest,Moreau-Blythe,Nakashire,Oduyale,Petrovane,Quintrell,Rasmundsen,Santorelli,Takaroa,Ulvestad,Vandersloot,Wojtasik,Ximenor,Yildarim,Zamboya,Achterlo,Bentinck-Rao,Castellane,Dvoralek,Eriksdal,Fonsecca,Grimaldo,Hashimi,Ilyushkin,Jankowell,Khatrivan,Lombardeau,Mbelani-Stone,Novotnal,Orsinger,Papadakou,Rautasalmi,Steenbergh'),
  ('partners', 'third', 'Solicitors,Partners,Chartered Surveyors,Wealth,Actuaries,Patent Attorneys,Brothers,Auctioneers,Estate Agents,Associates'),
  ('person', 'first', 'Mira,Jonas,Aoife,Tomasz,Leila,Mateo,Ingrid,Kwame,Sana,Pavel,Noor,Elif,Hugo,Priya,Oskar,Yara,Dario,Freya,Ravi,Zofia,Malik,Clara,Emeka,Hana,Luca,Nadia,Piet,Rosa,Stellan,Thandi,Ulla,Viktor,Wanda,Xavi,Yusuf,Zelda,Anouk,Bram,Cosima,Dafydd'),
  ('person', 'second', 'Holtegaard,Reikmann,Osterhoud,Villarosa,Brannigold,Castelmar,Dunmorrow,Ekwensa,Fjellstad,Gallowglas,Hinterholz,Imberley,Jasperson-Lee,Kavanaghue,Lormeau,Mandelkow,Nightingall,Orosvary,Pemberlow,Quarrington,Rosengren-Ade,Silvershield,Tamsworth,Uppendal,Vossberg,Wetherly,Yarborne,Zuckermayr,Albrand,Bellweather'),
  ('person', 'third', 'Photography,Yoga,Piano Lessons,Bookkeeping,Illustration,Garden Design,Coaching,Tailoring,Translations,Physiotherapy,Ceramics,Woodwork,Catering,Dog Training,Speech Therapy,Editing,Tattoo,Violins,Nutrition,Joinery'),
  ('german', 'first', 'Müller,Grünwaldt,Schäferling,Köstritz,Brandhuber,Löwenhaupt,Weißgerber,Jägerhoff,Oberländner,Fürstenau,Kühnlein,Birkhölzer,Steinmüller,Rößling,Hügelmann,Nordwall,Dörfler,Wiesenthau,Bärnreuth,Lindenschmied,Tannhäußer,Krähwinkel,Mühlbauer,Sauerländer,Zöllnick'),
  ('german', 'second', '& Söhne,& Töchter,& Partner,Maschinenbau,Bäckerei,Tischlerei,Steuerberatung,Spedition,Brauerei,Elektrotechnik,Pflegedienst,Gartenbau,Verlag,Apotheke,Metallbau,Hörakustik,Zahntechnik,Energieberatung,Gerüstbau,Möbelhaus'),
  ('german', 'third', 'GmbH,GmbH & Co. KG,AG,eG,OHG,e. K.'),
  ('romance', 'first', 'Boulangerie,Atelier,Clinique,Librairie,Clínica,Bodega,Farmacia,Panadería,Padaria,Oficina,Transportes,Osteria,Falegnameria,Studio Legale,Éditions,Fromagerie,Construções,Imprenta,Viñedos,Cooperativa'),
  ('romance', 'second', 'Delmasque,Sol Nascente,Trois Érables,Água Clara,Santa Ilária,La Colombière,Montefiorito,Pont-Brûlé,Río Manso,Peñablanca,São Telmo,Valdorcina,Bellerive,Los Alerces,Beauchêne,Serra Dourada,Fontvieillard,Castelnuevo,Mar de Dentro,Campo Lungo'),
  ('romance', 'third', 'SARL,S.L.,Lda.,S.r.l.,SAS,S.A.'),
  ('slavic', 'first', 'Żabieniec,Łąkowa,Źródło,Świerkowy Dwór,Żółta Piekarnia,Černý Kámen,Říční Mlýn,Šafránek,Žlutá Lampa,Dębowy Las,Księżycowa,Złoty Ul,Jeřabina,Běláska,Gęsia Szyja'),
  ('slavic', 'second', 'Logistyka,Piekarnia,Stolarstvo,Księgarnia,Mlékárna,Odzież,Pekařství,Meble,Lékárna,Usługi,Zahrady,Druk'),
  ('slavic', 'third', 'Sp. z o.o.,s.r.o.,S.A.,a.s.,z.s.'),
  ('nordic', 'first', 'Fjordlys,Ångström & Døtre,Snøkam,Blåbær,Møllehus,Älvdansen,Tyttebær,Sølvpil,Østavind,Granåsen,Hærland,Rødløkke'),
  ('nordic', 'second', 'Regnskap,Tandklinik,Shipping,Bageri,Snickeri,Bokhandel,Akustik,Ingeniører,Frisør,Fiskeri'),
  ('nordic', 'third', 'AS,AB,ApS,A/S,Oy'),
  ('japanese', 'first', '北海=hokkai,青葉=aoba,富岳=fugaku,若草=wakakusa,白鷺=shirasagi,朝霧=asagiri,千歳川=chitosegawa,桜台=sakuradai,銀河=ginga,月見=tsukimi,山吹=yamabuki,潮風=shiokaze,ひばり=hibari,さざなみ=sazanami,きらめき=kirameki'),
  ('japanese', 'second', '電気=denki,製作所=seisakusho,物流=butsuryu,食品=shokuhin,歯科=shika,出版=shuppan,建設=kensetsu,化学=kagaku,システム=systems,観光=kanko,印刷=insatsu,薬局=yakkyoku'),
  ('japanese', 'third', '株式会社=kk,有限会社=yk,合同会社=gk,協同組合=coop'),
  ('chinese', 'first', '明湖=minghu,远山=yuanshan,金穗=jinsui,云帆=yunfan,青石=qingshi,南屏=nanping,恒竹=hengzhu,晨露=chenlu,海棠=haitang,锦程=jincheng'),
  ('chinese', 'second', '科技=keji,物流=wuliu,贸易=maoyi,医疗=yiliao,教育=jiaoyu,机械=jixie,食品=shipin,设计=sheji,纺织=fangzhi,能源=nengyuan'),
  ('chinese', 'third', '有限公司=ltd,股份有限公司=corp,集团=group,工作室=studio'),
  ('korean', 'first', '은하수=eunhasu,푸른솔=pureunsol,새벽빛=saebyeokbit,한울림=hanullim,바다결=badagyeol,달맞이=dalmaji,솔바람=solbaram,가온누리=gaonnuri'),
  ('korean', 'second', '물류=mullyu,전자=jeonja,치과=chigwa,출판=chulpan,식품=sikpum,건축=geonchuk,교육=gyoyuk,소프트=soft'),
  ('korean', 'third', '주식회사=co,연구소=lab,협동조합=coop,스튜디오=studio'),
  ('arabic', 'first', 'مصنع=masna,شركة=sharikat,مكتبة=maktabat,عيادة=iyadat,مخبز=makhbaz,مدرسة=madrasat,مزرعة=mazraat'),
  ('arabic', 'second', 'النور=al-nur,الياسمين=al-yasmin,البحر الأزرق=al-bahr,الواحة=al-waha,الفجر الجديد=al-fajr,النخلة=al-nakhla,السنونو=al-sununu,الينبوع=al-yanbu'),
  ('arabic', 'third', 'للتجارة=trading,للنسيج=textiles,الطبية=medical,للنقل=transport,للأغذية=foods'),
  ('hebrew', 'first', 'מאפיית=maafiyat,מרפאת=mirpaat,הוצאת=hotzaat,נגריית=nagariyat,סטודיו=studio'),
  ('hebrew', 'second', 'שקד לבן=shaked,גל כחול=gal,הר ורד=vered,נווה אורן=oren,כוכב צפון=kochav,שביל תמר=tamar'),
  ('hebrew', 'third', 'בע״מ=ltd,ושות׳=co,ובניו=sons'),
  ('thai', 'first', 'ร้าน=ran,โรงพิมพ์=rongphim,คลินิก=clinic,ครัว=khrua,โรงเรียน=rongrian'),
  ('thai', 'second', 'ดอกบัวทอง=dokbua,สายน้ำใส=sainam,จันทร์ฉาย=chanchai,ภูหมอก=phumok,ใบตอง=baitong,ฟ้าคราม=fakhram'),
  ('thai', 'third', 'จำกัด=ltd,พัฒนา=phatthana,การค้า=trading'),
  ('hindi', 'first', 'चाँदनी=chandni,नीलगगन=neelgagan,सूर्यकिरण=suryakiran,हरियाली=hariyali,मधुबन=madhuban,गुलमोहर=gulmohar,पुष्पांजलि=pushpanjali'),
  ('hindi', 'second', 'वस्त्र=vastra,विद्यालय=vidyalaya,मसाले=masale,चिकित्सालय=chikitsalaya,प्रकाशन=prakashan,परिवहन=parivahan'),
  ('hindi', 'third', 'प्रा. लि.=pvt-ltd,एंड संस=and-sons,सहकारी=sahakari'),
  ('indian', 'first', 'Neelkanthi,Suryodhan,Chandrika,Kalpavriksh,Meghdoot,Panchavat,Saffron Gate,Monsoon,Banyanleaf,Tamarind,Peacock Lane,Lotus Quay,Marigold House,Indus Bend,Coromandel Rise'),
  ('indian', 'second', 'Textiles,Infotech,Diagnostics,Spices,Logistics,Academy,Exports,Jewellers,Pharma,Agro,Motors,Hospitals'),
  ('indian', 'third', 'Pvt Ltd,LLP,& Sons,Cooperative'),
  ('cyrillic', 'first', 'Синяя Птаха=ptaha,Кедровник=kedrovnik,Ладья=ladya,Рассветово=rassvetovo,Яблуневий Сад=yabluneviy,Зоряний Шлях=zoryaniy,Бяла Чешма=cheshma,Речна Долина=dolina'),
  ('cyrillic', 'second', 'Логистика=logistika,Мебель=mebel,Пекарня=pekarnya,Друкарня=drukarnya,Аптека=apteka,Строй=stroy,Софт=soft'),
  ('cyrillic', 'third', 'ТОВ=tov,ООД=ood,ООО=ooo,АО=ao'),
  ('greek', 'first', 'Γαλάζιο Κύμα=galazio,Ελαιώνας=elaionas,Αμμουδιά=ammoudia,Πέτρινο=petrino,Ανεμόμυλος=anemomylos'),
  ('greek', 'second', 'Τουριστική=touristiki,Εκδόσεις=ekdoseis,Φαρμακείο=farmakeio,Ναυτιλιακή=naftiliaki,Τεχνική=techniki'),
  ('greek', 'third', 'ΑΕ=ae,ΕΠΕ=epe,ΙΚΕ=ike'),
  ('emoji', 'first', '🌻 Sunpatch=sunpatch,🐙 Octopus Row=octopus-row,🥐 Flaky=flaky,🚲 Pedalbox=pedalbox,☕ Third Cup=third-cup,🧵 Loose Thread=loose-thread,👩🏽‍🔬 Petri=petri,🏳️‍🌈 Prism=prism'),
  ('emoji', 'second', 'Club,Kitchen,Collective,Shop,Lab,Market,Studio,Radio'),
  ('emoji', 'third', '✨=plus,💛=love,🇪🇺=eu,2️⃣=two,🎈=party')
) listed (script, place, list)
cross join string_to_table(list, ',') with ordinality as w (word, n);

create unlogged table word_counts as
select script, count(*) filter (where place = 'first') as first, count(*) filter (where place = 'second') as second,
       count(*) filter (where place = 'third') as third
from words group by script;

-- How a name is put together from them, in shares of a hundred; the slug the same way from the slugs' forms.
create unlogged table patterns as
select *, coalesce(lag(upto) over (partition by script order by upto), 0) as above
from (values
  ('english', 60.0::double precision, '%1$s %2$s', '%1$s-%2$s'), ('english', 85, '%1$s %2$s %3$s', '%1$s-%2$s-%3$s'),
  ('english', 92, '%1$s %2$s Ltd', '%1$s-%2$s'), ('english', 96, '%1$s %2$s Inc.', '%1$s-%2$s-inc'),
  ('english', 100, 'The %3$s %2$s Company', '%3$s-%2$s'),
  ('coined', 55, '%1$s%2$s', '%1$s%2$s'), ('coined', 100, '%1$s%2$s %3$s', '%1$s%2$s-%3$s'),
  ('partners', 40, '%1$s & %2$s', '%1$s-%2$s'), ('partners', 100, '%1$s, %2$s & %3$s', '%1$s-%2$s-%3$s'),
  ('person', 40, '%1$s %2$s', '%1$s-%2$s'), ('person', 100, '%1$s %2$s %3$s', '%1$s-%2$s-%3$s'),
  ('german', 100, '%1$s %2$s %3$s', '%1$s-%2$s'), ('romance', 70, '%1$s %2$s', '%1$s-%2$s'),
  ('romance', 100, '%1$s %2$s, %3$s', '%1$s-%2$s-%3$s'), ('slavic', 100, '%1$s %2$s %3$s', '%1$s-%2$s'),
  ('nordic', 100, '%1$s %2$s %3$s', '%1$s-%2$s'), ('japanese', 60, '%1$s%2$s%3$s', '%1$s-%2$s'),
  ('japanese', 100, '%3$s%1$s%2$s', '%1$s-%2$s'), ('chinese', 100, '%1$s%2$s%3$s', '%1$s-%2$s'),
  ('korean', 100, '%3$s %1$s%2$s', '%1$s-%2$s'), ('arabic', 60, '%1$s %2$s', '%1$s-%2$s'),
  ('arabic', 100, '%1$s %2$s %3$s', '%1$s-%2$s-%3$s'), ('hebrew', 100, '%1$s %2$s %3$s', '%1$s-%2$s'),
  ('thai', 100, '%1$s%2$s %3$s', '%1$s-%2$s'), ('hindi', 100, '%1$s %2$s %3$s', '%1$s-%2$s'),
  ('indian', 100, '%1$s %2$s %3$s', '%1$s-%2$s'), ('cyrillic', 100, '%3$s «%1$s %2$s»', '%1$s-%2$s'),
  ('greek', 100, '%1$s %2$s %3$s', '%1$s-%2$s'), ('emoji', 70, '%1$s %2$s', '%1$s-%2$s'),
  ('emoji', 100, '%1$s %2$s %3$s', '%1$s-%2$s')
) listed (script, upto, name, slug);

-- Which manner of naming is at home where, in shares; made to add up to one.
create unlogged table manners as
select region, script, (sum(share) over up / sum(share) over whole)::double precision as upto,
       ((sum(share) over up - share) / sum(share) over whole)::double precision as above
from (
  select region, script, case when script = home or region = any (string_to_array(at, ' ')) then high else low end
  from unnest(array['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2', 'ap-northeast-1', 'ap-south-1']) region,
  (values
    ('english', '', 'eu-west-1 us-east-1 us-west-2', 48, 18), ('coined', '', 'us-west-2 eu-central-1', 17, 12),
    ('partners', '', 'eu-west-1 us-east-1', 11, 4), ('person', '', '', 9, 8), ('german', '', 'eu-central-1', 30, 0.4),
    ('romance', '', 'eu-west-1 eu-central-1', 7, 1.5), ('slavic', '', 'eu-central-1', 8, 0.2),
    ('nordic', '', 'eu-west-1', 4, 0.3), ('japanese', '', 'ap-northeast-1', 34, 0.2),
    ('chinese', '', 'ap-northeast-1', 8, 0.4), ('korean', '', 'ap-northeast-1', 10, 0.2),
    ('arabic', '', 'ap-south-1 eu-west-1', 2.5, 0.2), ('hebrew', '', 'eu-central-1', 1.5, 0.2),
    ('thai', '', 'ap-south-1', 6, 0.1), ('hindi', '', 'ap-south-1', 14, 0.1), ('indian', '', 'ap-south-1', 34, 0.3),
    ('cyrillic', '', 'eu-central-1', 3, 0.2), ('greek', '', 'eu-central-1', 1, 0.2), ('emoji', '', '', 0.5, 0.5)
  ) m (script, home, at, high, low)
) shares (region, script, share)
window up as (partition by region order by script), whole as (partition by region);
analyze words, word_counts, patterns, manners;
