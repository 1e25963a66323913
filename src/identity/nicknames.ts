/**
 * Given names that are used for one another: a nickname is an equal class, not a distance. Written folded (ASCII, lower
 * case), classes apart by commas, each with the full forms first: the same name in several languages and spellings, and
 * what its bearers are called. A name may stand in several classes ("Alex", "Chris", "Sam"): it may be short for any of
 * them, and does not make one name of the others.
 */
const classes = `
aaron aron aronne, abigail abby abbie abbey abi gail, abraham abram abe bram, adelaide adele adelheid adela adelina
alida ada addie addy adi heidi, adrian adriano adrien adriaan adrianus ade adi adri arie ad, adriana adrianna
adrienne adri, agatha agata agathe aggie, agnes agnieszka agnese agneta ines inez aga aggie, ahmed ahmad ahmet
achmed, aisha ayesha aicha ayse, alan allan allen alain al, alastair alistair alasdair alister al, albert alberto
adalbert albrecht albertus al bert bertie berti albie berto beto bertus, alexander alexandre alejandro aleksander
alessandro aleksandr aleksandar alec alek aleks alex ale lex sandro sander sandy sasha sascha sasza xander xande
olek alle, alexandra alejandra aleksandra alessandra alexandrina alexis alex ale lex sandra sandy sasha sascha lexi
lexie ola olka, alexia alessia alex ale lexi lexie, alexis alexius alessio alejo alexei alexey alexej aleksy alex,
alfonso alphonse alfons alonso afonso fons fonsi poncho, alfred alfredo al alf alfie fred freddie freddy, alice
alicia alicja alisa ali allie, alison allison alyson ali allie, amanda mandy manda, amelia amelie amalia amalie
millie milly mel, amy aimee ami, anastasia anastasija anastazja nastya nastja stacy stacey tasia, andrea andy andi
andie drea, andrew andreas andre andres anders andrzej andrej andrei andrey andries andreu andy andi andie drew
jedrek dries, angela angele angie ange angel gela, angelica angelika angelique angie geli, angelina angeline angie
ange lina, angelo angel ange, angus gus, ann anne anna ana annie anni anny ania anka andzia anouk nan, annabel
annabelle annabella bella belle, anneliese annelise annelies annaliese liesel lisl, annette annett aneta anetta
nettie netta, anthony anton antoine antonio antoni antony antonius antonin antonino tony toni tonio tonino toninho
tono antek antos toon ton teun nino, antonia antonina antoinette antonella toni tonia tony tonya antosia tosia
nettie nella, archibald archie, arnold arnaldo arnaud arnout arnoldus arno arnie nol, arthur artur arturo art artie,
ashley ashleigh ash, augustine augustin agustin agostino augusto august auguste augustus gus guto austin, axel aksel
acke, barbara barbro barbora babs barb barbie babsi babette barbel baerbel bobbie basia baska, barnabas barnaby
bernabe barney, barry barrie baz bazza, bartholomew bartholomaus bartholomeus bartolomeo bartolome barthelemy
bartlomiej bartosz bart bartek, basil basilio basile bazyli vasily vasili vassilis baz, beata beate bea, beatrice
beatrix beatriz beatrycze bea bee bia trixie trix, belinda bel linda lindy, benedict benedikt benedetto benito
benoit benedykt bengt ben benny benni bene benke, benjamin beniamino beniamin ben benny benni benji benjy,
bernadette bernadeta bernadetta bernie berni, bernard bernhard bernardo bernardus bernardino bernd bernt bernie
berni barney ben benno, bertram bertrand beltran bert bertie, bettina bettine betty betti tina, beverly beverley
bev, birgit birgitta birgitte brigitte brigitta brigida bridget brygida britta britt brit gitta gitte gittan biggi
bridie, bjorn bjoern, blanche bianca blanca blanka, bogdan bodzio, boguslaw bogus, boleslaw bolek, bradford brad,
bradley brad, brian bryan bri, cameron cam, camilla camille camila kamila cam millie milla, carla karla carly
carlie, carmela carmelina mela melina, carmen maricarmen carmencita mela, casimir kazimierz casimiro kazik kazek,
caspar kaspar kasper casper jasper gaspard gaspar gaspare jesper, cassandra kassandra cass cassie sandra sandy,
catherine katherine katharina kathrin katrin catherina catarina catalina katarzyna katarina kathryn katharine
kathrine katrine catharina caterina ekaterina cathrin katja katya katia kate kathy katie katy cathy cathie kati kath
kathe kaethe kasia kaska kat cat kattis kitty trine trina trijntje kaat kaatje rina cata, cecilia cecile cecily
cecylia celia cilla cissi cissy, charles karl carl carlos carlo karol karel carel carlito carlitos carlinhos charlie
charley charly chuck chas chaz calle kalle karolek, charlotte charlotta carlotta carlota charly charlie lotte lottie
lotta, chester chet, christa krista christel chris, christian cristian kristian krystian christiaan cristiano
christiano christoffer chris kris cris krystek chrille, christiane christiana cristiana chris chrissi, christine
christina cristina kristina krystyna kristine kristin kristen christin chris kris cris chrissy chrissie krissy tina
tine stina stine krysia kicki, christopher christoph christophe cristobal krzysztof kristoffer christoffer
cristoforo kristof christoffel chris kris cris kit topher stoffer stoffel krzys krzysiek, clara klara claire clare
chiara clarita, clarissa clarisse clarice rissa, claude claudio claudius klaudiusz, claudia klaudia claudine claude
claudi, clement clemens klemens clemente clem, clementine clementina klementyna clem, clifford cliff, clifton cliff,
clinton clint, concepcion concetta concha conchi conchita, connor conor con, conrad konrad corrado koenraad conny
kurt curt koen, constance konstanze constanza costanza konstancja connie conny, constantine konstantin constantin
costantino konstanty konstantinos costa kostas kostek kosta, consuelo chelo consu, cornelia kornelia cornelie conny
connie corrie cora nele nelly nel neeltje, cornelius kornelius cornelis kornel corneel kees cees cor conny, curtis
curt kurt, cynthia cindy cinzia cintia, czeslaw czesiek czesio, damian damien damiano damjan, daniel daniele danilo
daniil dan danny dannie dani danne danek lele, daniela daniella danielle daniele dani danni dany danny, danuta danka
danusia, dariusz darius dario darek, david dave davy davey davide dawid davi davve, deborah debora debra debbie
debby deb debs, denis dennis dionisio denys denny den, denise denice denisa denny, derek derrick rick del, desmond
des, diana diane dianne di, dietmar didi, dietrich diederich diederik dieter dirk didi, dolores lola loli lolita
dolly, dominic dominik dominique domenico domingo dom domi nick nicky mimmo, dominika dominique domenica dominga
domi dom nika nicky mimma, donald don donnie donny, dorothy dorothea dorotea dorota dorothee dorothe dora dot dottie
dolly doro dorle dorotka thea dorte dorthe, douglas doug dougie, eckhard eckart eckhart ekkehard ecki, edgar edgardo
ed eddie eddy, edith edyta edita edie, edmund edmond edmondo edmundo ed eddie eddy ned ted, edward eduard eduardo
edouard edvard edoardo duarte ed eddie eddy ted teddy ned edek edi edu edo lalo dudu, edwin edvin ed eddie eddy,
eileen aileen ilene, elaine elaina lainey ellie, eleanor eleonora eleonore elinor eleanora leonor leonore leonora
ella ellie elly nell nellie nelly nora norah lore, elfriede friedel frieda elfi, elias elia elijah eliasz eli lias,
elizabeth elisabeth isabel isabella isabelle elisabet elzbieta elisabetta elisabete elsbeth elspeth eliza elisa
elise liz lizzie lizzy liza beth betty betsy bess bessie bets bettan betta lisa lise lis lisbeth lisbet liesbeth
lies liesel liesl lisl bella elsa else elsie els ella ellie libby elli sissi ela elka bep, elliot elliott eliot,
emanuel immanuel emmanuel emanuele manuel manuele manoel manu manny mani manolo manel nelo lele, emanuela manuela
emmanuelle emmanuela manu, emil emilio emile emiliano milo, emily emilia emilie emely emma em emmy emmi ems millie
milly mila milka emilka, encarnacion encarna, eric erik erich erick eryk eirik rick ricky, erica erika eryka ricki
rikki rika, ernest ernst ernesto ernie erni, ernestine ernestina erna tina, esperanza espe, esther ester estera
hester essie hettie hetty, eugene eugen eugenio eugeniusz gene gienek, eugenia eugenie genia gienia, eve eva ewa
evie evi evita ewka, evelyn eveline evelina evelyne ewelina evie eve, ewan euan ewen, fabian fabien fabiano fabi,
fatima fatma fatimah fati, felicity felicitas felicia felicja feli flick, felix feliks felice, ferdinand fernando
fernand ferdynand hernando hernan ferdi ferdy nando, fernanda fernande ferdinanda nanda, finlay finley finn fin,
florence fiorenza florencia florentina flo florrie flossie flor, florian floriano florent florentin florentino flo
flori, frances francesca franziska francisca francoise franciszka francine fran franny francie franzi frankie franka
fanny fannie paca paqui paquita cesca frania cisca, francis franz francois francisco francesco franciszek franciscus
frans franck franco frank frankie franky paco paquito pancho franek franzl fran chico xico kiko quico curro ciccio,
frederica friederike frederika federica frederique frederikke fryderyka freddie freddy fritzi rike rikke fede frida
frieda freda, frederick friedrich frederic federico fredrik fryderyk frederik frederico fredric fredrick friederich
fred freddy freddie fredi fredde fritz fritzi frits friedel freek fiete fede chicco, gabriel gabriele gabriello gabe
gabi gaby gabby lele, gabriela gabriella gabriele gabrielle gabi gaby gabby gabrysia, gareth gary garry gaz gazza,
gavin gav, gemma jemma gem, genevieve genoveva genowefa ginevra gen, geoffrey jeffrey jeffery geoffroy jeff geoff,
george georg georges jorge giorgio jerzy jurgen juergen jorg joerg jorgen joergen goran goeran juri yuri joris
georgie georgy georgios giorgos yorgos jurek schorsch sjors, georgia georgina georgette georgine giorgia georgie
gina, gerald gerard gerhard gerardo geraldo gerardus gerhardt gerrit gerry jerry gerd gert geert ger, geraldine
gerry geri gerri, gertrude gertrud gertruda geertruida gertraud trude trudi trudy gerti gertie truus traudl, gilbert
gilberto gijsbert gijs gil bert, gillian jillian gill jill gilly jilly, gisela gisele gisella giselle gizela gisi
gila, gonzalo goncalo gonza chalo, gordon gordie, gottfried godfrey godfried goffredo friedel, grace gracia grazia
graca gracie, graham graeme grahame, grazyna grazynka grazka, gregory gregor gregorio gregoire grzegorz grigori
grigory greg gregg grzes grzesiek goyo grischa, guadalupe lupe lupita, gudrun gundi gudi, gunther gunter guenther
guenter, gustav gustavo gustave gustaf gustaaf gus gusti gusten gurra guga gucio gosta goesta, gwendolyn gwendoline
gwendolen gwyneth gwen wendy, halina halinka, hannah hanna hana hania hanka hanne hanni, hannelore hanne hanni lore,
harold harald aroldo hal harry, harriet henrietta henriette henryka harriette hattie hatty etta hetty hettie jette
jet henny hennie, hasan hassan, hedwig jadwiga hedvig edvige hedda hedy hedi jadzia, heidemarie heide heidi, heidrun
heide heidi, helen helena helene ellen elena elene jelena heleen lena lene leni nell nellie nelly ellie hela hella
helka eleni lenka, helmut helmuth hellmut helmi, henry heinrich henri enrique enrico henryk henrik hendrik hinrich
henrique harry hank heiner heinz heini hein hal rik henk henke henio heniek quique rico kike, herbert heribert
eriberto herb herbie bert, herman hermann hermanus ermanno germano harmen manni harm, hilda hilde hildegard
hildegarda hildi hilla, howard howie, hubert hubertus huberto uberto bert hub huub huib hubi, hugh hugo hugues ugo
huw hughie, humbert umberto humberto bert berto beto, hussein hussain hossein huseyin husain, ian iain, ibrahim
ebrahim brahim, ignacio ignaz ignace ignacy ignazio ignatius inigo inaki nacho, ingeborg ingeburg inge inga, ingrid
inga inge inger, inmaculada immacolata inma imma, irene irena irina irenka ira irka rena, ireneusz irek, irmgard
irma irmi, irmtraud irma irmi, isaac isak isaak izaak isacco ike, isabel isabella isabelle izabela isobel isabela
isa izzy izzie iza bella belle bel chabela, isidore isidoro isidor izydor isi izzy, ivan iwan vanya wanja yvan,
jacob jakob jacobo jacques jakub jacobus jacopo jake kuba jaap koos kobus cobus sjaak jacky jeppe jockel jacke,
jacqueline jaqueline jacquelyn jackie jacky jacqui jacki, james jaime jacques giacomo iago seamus hamish jim jimmy
jimmie jamie jakob jem, jane jeanne jean jana jayne janina janine jeannine janie janey jeannie jeanie, janet janette
jeanette jeannette jan netta nettie, janusz januszek, jaroslaw jaroslav jarek, jasmine jasmin yasmin yasmine jasmina
yasmina jazz jas, jason jay jase, jefferson jeff, jennifer jenifer jenny jen jenni jennie jenn jenna, jeremy
jeremias jeremie jeremiah jeremiasz jerry jez jem, jerome geronimo jeronimo girolamo hieronymus hieronim jeroen
jerry, jessica jessika jess jessie jessy, jesus chus chuy chucho suso, joachim joaquin joaquim gioacchino joakim
jochen jochem achim jo jocke quim kim quino, jocelyn joss, johanna joanna joanne joan johanne giovanna juana joana
gianna hanna hannah hanne hanni hanneke jo joannie joasia asia vanna juanita, john johannes johann jean juan
giovanni jan johan joao hans jack johnny johnnie jonny jon juanito hannes hanno hansi hasse jens janek janne jas
jasiek ivan gianni vanni nino joop jeannot jackie, jonathan jonathon jonatan jonatas gionata jon johnny jonny jonte
nathan, jordan jordy jordi, joseph josef jose giuseppe jozef josep joe joey jo jos jef sepp seppi pepe peppe peppino
beppe beppo pino jupp pepito jozek ze zeca zezinho sjef chepe, josephine josefine josefina jozefina giuseppina
josefa jozefa josette jo josie josy fina pepa pepita pina giusy fien, joshua josua josue giosue josh, judith judy
judi judit judyta giuditta jude, julia giulia julie yulia iulia julka jules juli, julian giuliano julien julianus
jules juli jul julek, juliana julianna juliane julianne giuliana julienne jules juli liana, juliet juliette julieta
giulietta jules juli, julius giulio julio juliusz jules juli julek, justin justyn giustino justino, justina justine
justyna giustina tina, karen karin caren carin karyn kari kajsa, karoline caroline carolina karolina carolyn carolin
karolin carola karola carol carrie caro karo line lina, kathleen cathleen kath kathy kathie kate katie kay, kenneth
ken kenny, kerry kerri keri, kevin kev, kieran ciaran, kimberly kimberley kim kimmy, kirsten kirstin kerstin kirsty
kirstie kicki, lachlan lachie lochlan, larissa larisa larysa lara, laura laure lora lori laurie lauri laurita,
lauren lauryn laurie lori, lawrence laurence lorenz laurent lorenzo lars laurens laurits lorens lourenco laurentius
larry laurie loz wawrzyniec lasse renzo enzo rens, leon leone leo leos, leonard leonardo leonhard lennart leonardus
leendert leo len lenny lennie leon leen, leonie leona leonia leontine leo loni, leopold leopoldo leo poldi poldo,
lesley leslie les, leszek lech lesiek, leticia letizia laetitia leti letty, lidia lydia liddy lida, lieselotte
liselotte lilo lotte liesl lisl, lillian lilian liliana lilianna lilly lily lili lil lilli lila liana, linda lynda
lindy lin lyn, lorraine lori lorrie, louis ludwig luis luigi ludvig lewis ludovic ludovico ludwik lodewijk luiz lou
lui lutz lew ludo louie gigi gino lucho lula, louise luise luisa louisa luiza ludwika lovisa lou lulu, lourdes
lurdes, lucas luke luca luc lukas lukasz luka luki, lucian lucien luciano lucjan luc lucek, lucille lucila lucilla
lucile lucy lucie lou, lucinda lucy lucie cindy, lucy lucia lucie luzia lucja luce luci lulu lusia, lynette lynnette
lynn lyn, lynn lynne lyn lin, madison maddie maddy, magdalena madeleine magdalene maddalena madalena madeline
madelyn marlene marlena marleen malene lena lene magda maddie maddy mady mado leni madzia, magnus mange manne,
malcolm mal malc, manfred manfredo manni manny manne fred, marcel marcello marcelo marceli marcelino celo, marcella
marcela marcelle marcelina marcy, marcia marzia marcy marci, marcus markus marco mark marc marcos marek marky macke,
margaret margarethe margarita marguerite margareta margaretha margherita margarida margret margrit margriet
margrethe malgorzata margot margo margaux margery marjorie marga margit maggie meg meggie peggy peg madge greta
gretchen gretel gretl grethe grete greet griet rita gosia goska malgosia margosia guida marge margie mags maggan
maisie merete, maria marie mary mariana miriam marianne maryam mariam marija mariya mia molly mollie polly mimi
mitzi mizzi marysia maryla mari marika mieke marieke marijke ria riet mamie minnie, marian mariano, marianne
marianna mariana marian mari janne, marina marinella rina marinka, marius mariusz mario, martha marta marthe marty
mattie, martin marcin martino martijn maarten marten morten martinho martinus marty mart tino tinus marcinek,
martina martine martyna tina tine marty, matilda mathilda mathilde matylda matilde mechthild tilda tilly tillie
tilde mattie, matthew matthias matthieu mateo matteo mateusz mattias mathew mathias mathieu matheus mateus mattheus
matthaus maciej mathis matthijs mathijs mats mads matias mattia matt mat matti matty hias maciek thijs ties teo
matze matte, maureen mo maura, maurice moritz mauricio maurizio maurycy mauritz morris maurits mo mauri, maximilian
maximiliano massimiliano maxime maksymilian maximiliaan maksym massimo maximo maxim max maxi maks, megan meghan
meagan meg meggie, melanie melania mel meli melli, melinda mel mindy lindy linda, melissa melisa mel lissa missy
meli, melvin mel, mercedes merche mercy, michael miguel michel michele mikael michal mikhail michiel mihai miquel
micheal mike mick mickey micky micke mikey michi micha misha mischa mikkel maik mitch miki, michaela micaela mikaela
michela michalina michi micha micky mika, michelle michele shelley shelly shell, mieczyslaw mietek, milagros mila
mili, mildred millie milly, millicent millie milly, miriam mirjam mariam myriam miri mimi, miroslaw miroslav mirek
mirko, mitchell mitch, mohammed mohamed muhammad mohammad muhammed mohamad mehmet mo, monica monika monique moni
mona, montserrat montse, naomi noemi noemie, natalie natalia nathalie natalja nataly natasha natascha natasza nat
nath nati talia natka, nathaniel nathan nathanael natan nate nat, neil neal niall, neville nev, nicholas nikolaus
nicolas nicola mikolaj nikolai nikolaj nikolas nicolaas nicolai nicolo niccolo nils niels nickolas niklas niclas
nick nico niko nik klaus claus klaas klas claes nicky nicke nisse kolja, nicole nicola nicolette nicoletta nikola
nikol nicky nikki niki nicki nic nico colette, norbert norberto bert nobby, norman norm, olaf olav olof olov ole ola
olle, oliver olivier oliviero oliwier ollie olly olli oli, olivia oliwia liv livia livvy ollie, oscar oskar ossi
ozzie, oswald osvaldo ozzie ossi waldi, pamela pam pammy, pascal pasquale pascual pascoal, patricia patrizia
patrycja patrice pat patty patsy trish trisha tricia patti pati, patrick patricio patryk patrizio patrik patrice
padraig pat paddy patte, paul paulo pablo paolo pawel pavel paulus poul pal pol paulie pauli pablito paulinho
pawelek, paula paola pavla pauli, pauline paulina paulette paolina lina line polly pauli, penelope penny pen,
percival percy, pernilla petronella petronela pernille nilla nel nella, peter pedro pierre pietro piotr petter
pieter petrus peder petr petar pjotr pete piet per par peer pelle piero pierrot piotrek pit perico pedrinho, philip
philipp philippe felipe filippo filip phillip filipe phil pip pippo flip fille, philippa filippa filipa pippa pip,
pilar pili, rachel rachael raquel rachele rahel rae rach, radoslaw radek, rainer reiner reinier reini rein, ralph
ralf raoul raul, randall randolph randal randy, raphael rafael raffaele rafal raffaello rafa rafe raf rafi raffi
lello, raphaela rafaela raffaela raffaella rafaella rafa raffi, rasmus erasmus rasse, raymond raimund raymund
raimundo raimondo ramon ray moncho, rebecca rebekka rebeca rebekah rebeka rebecka becky becca becka beckie beck bec,
regina regine gina, reginald reinhold reinaldo rinaldo reynaldo reg reggie rex, reinhard reinhardt reinhart reini
hardy, remedios reme, renate renata rena reni, rene renato, richard ricardo riccardo ryszard rikard rickard ricard
rick ricky rickie dick rich richie ritchie rico rysiek, robert roberto rob bob bobby robbie robb robby bert berto
beto robin robban robi, roberta bobbie robbie berta robin robyn, roderick rodrigo roderich rod roddy rory rui,
rodney rod, roger rutger rudiger ruediger ruggero rogelio rodger rog, roland rolando orlando rolly lando, roman
romano romain romek, ronald ronaldo ron ronnie ronny, rosalie rosalia rosalina rozalia rosie rose rosa, rosalind
rosalinda rosie ros roz linda, rosario charo chayo, rose rosa rosie rosi rosy rosita roza rosina roos, rosemary
rosemarie rosmarie rosie rose rosi romy, roswitha rosi, roxanne roxana roxane roksana roxy, ruben reuben rube,
rudolf rodolfo rudolph rudolphe rodolphe rolf rudi rudy ruud dolf, rupert ruprecht ruperto, russell russel russ
rusty, ruth rut ruthie, sabine sabina bine, salvatore salvador salvo sal toto tore salva, samantha sam sammy sammie,
samson sampson sam, samuel samuele sam sammy sammie samu, santiago tiago thiago yago iago santi diego, sarah sara
sally sadie sal sarita saar, scott scotty, sean shaun shawn, sebastian sebastien sebastiano sebastiaan sebastiao seb
sebas sebbe basti bastian bastien bastiaan bas wastl tiao, sergius sergio serge sergey sergei sergej sergiusz,
sharon sharron shaz shari, sheila shelagh, sibyl sybil sybille sibylle sibylla, sidney sydney sid syd, siegfried
sigfrid sigfrido zygfryd sigi siggi, sigmund siegmund sigismund zygmunt sigi siggi ziggy, sigrid sigi siri,
silvester sylvester sylwester silvestro sylwek sly, silvia sylvia sylvie silvie sylwia syl silvi, simon simeon
szymon simao simone si simo szymek simi, simone simona simi, slawomir slawek, soledad sole, solomon salomon sol
solly, sonja sonia sonya, sophia sofia sophie zofia zosia sofie sophy soph sofi fia, soren soeren severin, stanislaw
stanislaus stanislas stanislav stanley stan stas staszek, stanislawa stasia, stella estelle estella estela,
stephanie stefanie stefania estefania stefani steph stef steffi steffie stevie fanny, stephen steven stefan stephan
esteban etienne stefano szczepan stephane stefaan estevao steve steffen stevie steph stef steffe, stuart stewart
stu, susan susanne susanna susana suzanne zuzanna suzana susann sue susi susie suzy suzie suzi suzette sussi sanna
sanne zuzia zuza, sven svend svenne, tabitha tabby tab, tadeusz thaddeus taddeo tadek thad, tamara tamar tammy mara,
tatiana tatjana tatyana tanja tania tanya tati, terence terrence terry tel, theodora teodora dora thea theo,
theodore theodor teodoro teodor theodorus theo teo ted teddy dorus, theresa teresa therese terese theresia tess
terry resi tessa tessie terri teri tere tessan trees terenia, thomas tomas tommaso tomasz tomaz thom tom tommy
tommie tomek tompa maso, tiffany tiff, timothy timotheus timoteo timothee tymoteusz tim timmy timmie timo tymek,
tobias tobiasz tobi toby tobbe, torbjorn torbjoern thorbjorn tobbe, torsten thorsten, tracy tracey, trevor trev,
trinidad trini, tristan tristram tris, ulf uffe, ulrich ulric uli ulli, ulrike ulrika uli ulli rike ulla, ursula
urszula orsola ursel uschi ulla ula, valentin valentino walenty val vali, valentina valentine walentyna valerie val
vale vali tina, valerie valeria waleria valery val vale, vanessa nessa, verena vreni vera, vernon vern, veronica
veronika weronika veronique vroni ronja vera vero ronnie roni nika, victor viktor vittorio wiktor vitor vic vicke,
victoria viktoria wiktoria vittoria vitoria victoire vicky vicki vickie vickan viki tori vic wika, vincent vincenz
vicente vincenzo wincenty vinzenz vince vinny vinnie vin enzo chente, viola violet violetta violette violeta
wioletta vi letty, virginia virginie ginny ginger gina, vivian viviana vivienne viviane vivien viv vivi bibiana,
vladimir wladimir wlodzimierz volodymyr wlodek vlad vova, wallace wallis wally, walter walther valter gualtiero
wouter walt wally waldi gualterio wout, waltraud waltraut traudl traudi, wesley wes, wieslaw wiesiek, wilfred
wilfried wilfrid wilf will willi fred freddie, wilhelmina wilhelmine guillermina wilma mina minna minnie mien billie
willa, william wilhelm guillermo guillaume guglielmo vilhelm willem guilherme guillem will bill billy willy willi
willie wille liam memo wim pim guille gui, winfried winfred winni, winifred winnie freda, wladyslaw ladislaus
ladislav vladislav wladek, wojciech vojtech wojtek, wolfgang wolf wolfi, wolfram wolf wolfi, xavier javier xaver
saverio xavi javi, yolanda yolande jolanda jolanta iolanda yoli jola, yusuf yousef youssef yousuf, yvonne ivonne
iwona, zachary zachariah zacharias zach zack zak zac, zbigniew zbyszek, zdzislaw zdzich
`;

const classesOf = new Map<string, Set<number>>();
for (const [index, one] of classes.split(',').entries())
  for (const name of one.trim().split(/\s+/)) {
    const own = classesOf.get(name) ?? new Set();
    classesOf.set(name, own.add(index));
  }

/** Whether two folded given names stand in one class. */
export function areNicknames(a: string, b: string): boolean {
  const own = classesOf.get(a);
  const other = classesOf.get(b);
  if (own === undefined || other === undefined) return false;
  for (const index of own) if (other.has(index)) return true;
  return false;
}

/** Whether a folded given name stands in any class. */
export function isKnownName(name: string): boolean {
  return classesOf.has(name);
}
