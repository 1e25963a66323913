/**
 * Given names that are used for one another: a nickname is an equal class, not a distance. Written folded (ASCII, lower
 * case), each line one class with the full forms first. A name may stand in several classes.
 */
const classes = `
adelaide adele adelheid adela adelina alida ada addie heidi
alexander alexandre alejandro aleksander alessandro alex sasha sascha xander lex sandro
alexandra alejandra aleksandra alessandra alexis alex lex sandra sasha lexi
andrew andreas andre andres anders andrzej andy drew
anthony anton antoine antonio antoni tony toni
antonia antonina antoinette toni tonia
barbara babs barb basia
benjamin ben benny benni
catherine katherine katharina kathrin katrin catherina catarina catalina katarzyna katarina kate kathy katie cathy kati kasia kat kitty
charles karl carl carlos carlo karol charlie chuck chas
charlotte carlota charly lotte lottie
christian cristian krystian christoffer chris
christopher christoph christophe cristobal krzysztof kristoffer chris kit topher stoffer krzys
christine christina cristina kristina krystyna chris chrissy tina stina
daniel daniele dan danny dani
david dave davy davide dawid
deborah debora debbie deb
dominic dominik dominique dom nick
edward eduard eduardo edouard edvard ed eddie ted teddy ned edek
elizabeth elisabeth isabel isabella isabelle elisabet elzbieta eliza elise liz lizzie beth betty lisa lisbeth bella elsa ella libby elli sissi
emily emilia emilie emma em emmy
francis franz francois francisco francesco franciszek frank paco pancho franek fran
frances francesca franziska francisca francoise fran franzi frankie paca
frederick friedrich frederic federico fredrik fryderyk fred freddy fritz fritzi
gabriel gabriele gabe gabi
gabriela gabriella gabriele gabi gaby
george georg georges jorge giorgio jerzy jurgen jorg goran juri
gerald gerard gerhard gerardo gerry jerry gerd gert
gregory gregor gregorio gregoire grzegorz greg
gustav gustavo gustave gus gustaf
helen helena helene helena ellen elena lena nell leni hela
henry heinrich henri enrique enrico henryk henrik harry hank heiner heinz hal rik
ignacio ignaz ignace nacho
james jaime jacques jim jimmy jamie jakob
jacob jakob jacobo jacques jakub jake kuba
jennifer jenny jen jenni
jeremy jeremias jeremie jerry
john johannes johann jean juan giovanni jan johan hans jack johnny jon juanito hannes jens janek
jonathan jonathon jonatan jon johnny
joseph josef jose giuseppe jozef joe joey sepp pepe jupp pepito
judith judy judit
karoline caroline carolina karolina carol carrie caro line lina
kenneth ken kenny
lawrence laurence lorenz laurent lorenzo lars larry laurie wawrzyniec
leonard leonardo leonhard leo len lenny
louis ludwig luis luigi ludvig lou lui lutz
louise luise luisa louisa lou lulu
magdalena madeleine magdalene maddalena lena magda maddie leni
margaret margarethe margarita marguerite margareta malgorzata maggie meg peggy greta gretchen rita gosia grete margit marge
maria marie mary mariana miriam marianne mia mary molly polly mimi mitzi marysia
martin marcin martino marty
matthew matthias matthieu mateo matteo mateusz mattias matt matti hias
maximilian maximiliano maxime maksymilian max maxi
michael miguel michel michele mikael michal mike mick mickey mikey michi misha mikkel
nathaniel nathan nathanael nate nat
nicholas nikolaus nicolas nicola mikolaj niklas nick nico niko klaus claus nicky
olivia oliwia liv livia
patricia patrizia patrycja pat patty trish tricia patti
patrick patricio patryk pat paddy
paul paulo pablo paolo pawel pavel pal
peter pedro pierre pietro piotr petter pete
philip philipp philippe felipe filippo filip phil pip
rebecca rebekka rebeca becky becca
richard ricardo riccardo ryszard rikard rick ricky dick rich richie
robert roberto rob bob bobby robbie bert robin
ronald ronaldo ron ronnie
rudolf rodolfo rudolph rudi rudy
samuel samuele sam sammy
samantha sam sammy
sebastian sebastien sebastiano seb basti bastian wastl
sophia sofia sophie zofia zosia sofie
stephen steven stefan stephan esteban etienne stefano szczepan steve steffen stevie
susan susanne susanna susana suzanne zuzanna sue susi suzy sanna
theodore theodor teodoro teodor theo ted teddy
theresa teresa therese terese tess terry resi tessa
thomas tomas tommaso tomasz tom tommy
timothy timotheus timoteo tim timmy
valentina valentine valerie val
veronica veronika weronika vroni ronja vera
victoria viktoria wiktoria vicky vicki tori
victor viktor vittorio wiktor vic
vincent vincenz vicente vincenzo wincenty vince vinny
walter gualterio walt wally
william wilhelm guillermo guillaume guglielmo vilhelm will bill billy willy willi liam helmut memo
`;

const classesOf = new Map<string, Set<number>>();
for (const [index, line] of classes.trim().split('\n').entries())
  for (const name of line.split(' ')) {
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
