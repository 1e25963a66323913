/** Names that mean one person to the people who use them; the fullest form comes first. A name may be in several groups. */
const groups: readonly (readonly string[])[] = [
  // English
  ['Adelaide', 'Ada', 'Adele'],
  ['Alexander', 'Alex', 'Sandy', 'Alec'],
  ['Alexandra', 'Alex', 'Sasha', 'Lexi'],
  ['Andrew', 'Andy', 'Drew'],
  ['Anthony', 'Tony'],
  ['Barbara', 'Barb', 'Babs'],
  ['Benjamin', 'Ben', 'Benny'],
  ['Catherine', 'Cathy', 'Kate', 'Katie'],
  ['Charles', 'Charlie', 'Chuck'],
  ['Christopher', 'Chris', 'Kit'],
  ['Daniel', 'Danny'],
  ['Edward', 'Eddie', 'Ned', 'Ted'],
  ['Elizabeth', 'Liz', 'Beth', 'Betty', 'Lizzie'],
  ['George', 'Georgie'],
  ['James', 'Jim', 'Jimmy', 'Jamie'],
  ['Jennifer', 'Jenny', 'Jen'],
  ['John', 'Johnny', 'Jack'],
  ['Joseph', 'Joe', 'Joey'],
  ['Margaret', 'Maggie', 'Peggy', 'Meg'],
  ['Michael', 'Mike', 'Mickey'],
  ['Nicholas', 'Nicky'],
  ['Patricia', 'Patty', 'Trish'],
  ['Richard', 'Ricky', 'Dick'],
  ['Robert', 'Rob', 'Bob', 'Bobby', 'Robbie'],
  ['Samuel', 'Sam', 'Sammy'],
  ['Stephanie', 'Steph', 'Steffi'],
  ['Thomas', 'Tom', 'Tommy'],
  ['Victoria', 'Vicky', 'Tori'],
  ['William', 'Liam', 'Billy', 'Willy'],
  // German
  ['Andreas', 'Andi'],
  ['Elisabeth', 'Lisa', 'Elli', 'Sissi', 'Lisbeth'],
  ['Franziska', 'Franzi'],
  ['Friedrich', 'Fritz', 'Fredi'],
  ['Hans', 'Johannes', 'Johann', 'Hansi'],
  ['Johanna', 'Hanna', 'Hanni'],
  ['Josef', 'Sepp', 'Pepi'],
  ['Katharina', 'Kathi', 'Käthe', 'Katrin'],
  ['Magdalena', 'Leni', 'Magda', 'Lena'],
  ['Matthias', 'Hias', 'Matze'],
  ['Maximilian', 'Max'],
  ['Sebastian', 'Basti', 'Wastl'],
  ['Stefan', 'Steffen'],
  ['Susanne', 'Susi', 'Sanne'],
  ['Ursula', 'Uschi', 'Ulla'],
  ['Wolfgang', 'Wolfi'],
  // French
  ['Alexandre', 'Alex'],
  ['Frédéric', 'Fred', 'Frédo'],
  ['Geneviève', 'Ginette'],
  ['Jean-Pierre', 'Jean', 'Pierrot'],
  ['Madeleine', 'Mado'],
  ['Nathalie', 'Nath'],
  ['Philippe', 'Philou'],
  ['Stéphanie', 'Steph', 'Fanny'],
  ['Véronique', 'Véro'],
  // Spanish
  ['Dolores', 'Lola', 'Loli'],
  ['Francisco', 'Paco', 'Curro', 'Pancho'],
  ['Guadalupe', 'Lupe'],
  ['Ignacio', 'Nacho'],
  ['Isabel', 'Isa', 'Chabela'],
  ['José', 'Pepe', 'Chepe'],
  ['María Teresa', 'Maite', 'Teresa'],
  ['Pilar', 'Pili'],
  ['Rosario', 'Charo'],
  // Polish
  ['Agnieszka', 'Aga', 'Agusia'],
  ['Aleksandra', 'Ola', 'Olka'],
  ['Katarzyna', 'Kasia', 'Kaśka'],
  ['Krzysztof', 'Krzysiek'],
  ['Małgorzata', 'Gosia', 'Małgosia'],
  ['Stanisław', 'Staszek'],
  ['Tomasz', 'Tomek'],
  ['Zbigniew', 'Zbyszek'],
  // Swedish
  ['Birgitta', 'Gitta', 'Britta'],
  ['Fredrik', 'Fredde'],
  ['Kristina', 'Stina', 'Kicki'],
  ['Lars', 'Lasse'],
  ['Margareta', 'Greta', 'Maggan'],
  ['Sven', 'Svenne'],
];

const byName = new Map<string, string[]>();
for (const group of groups) {
  for (const name of group) {
    const others = group.filter((other) => other !== name);
    byName.set(name, [...(byName.get(name) ?? []), ...others]);
  }
}

/** What else somebody of this given name is called, fullest form first; empty when nothing is known. */
export function nicknamesOf(given: string): readonly string[] {
  return byName.get(given) ?? [];
}
