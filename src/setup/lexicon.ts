/**
 * What words in the names of columns and tables mean, as data: English, German, French, Spanish, Swedish, Dutch,
 * Italian, Norwegian, Danish, some Portuguese, and what programmers and SAP abbreviate. Words are lower case, in ASCII, and as one where several say it: `e_mail` is looked up as
 * `email`. A word has one meaning; what depends on its neighbours is decided by `patterns.ts`.
 */
export const lexicon: Readonly<Record<string, string>> = {
  // Ways of reaching a person.
  email:
    'email emails epost eposta courriel courriels correo correoelectronico emailadresse emailaddress emailaddr epostadress epostadresse mejl mejladress emailadr adressemail adresseemail mailadresse eml emailing emailings ecourriel mailadres postaelettronica pec smtp smtpaddr',
  mail: 'mail mails mel mailing mailings mailen utskick',
  phone:
    'phone phones telephone tel telefon telefono telefoon fon tlf landline festnetz rufnummer fixe fijo msisdn phonenumber telefonnummer tfn telno telnr telef fone ph phn phno telefonnr telnummer telephonenumber tfno tlfn telefone puhelin telefonszam homephone fisso fissa telf telefoni telefonnumre',
  mobile:
    'mobile mobil cell handy movil celular mobiel gsm natel mob cellphone mobilephone mobiltelefon mobilnummer portable cel handynr mobilnr mobilenumber mobno mobnr cellno cellulare telemovel gsmnummer mobiltelefonnummer port gsmnr mobilfunk mobilfunknummer mobilfunknr',
  fax: 'fax telefax telfx',
  sms: 'sms mms whatsapp textmessage textmessages smsmarketing',
  text: 'text texts texting',
  push: 'push pushnotification pushnotifications notification notifications notify',
  call: 'call calls calling anruf anrufe anrufen appel appels llamada llamadas llamar ringa samtal bellen telemarketing voice telefonisch phonecall phonecalls appeler telefonisk telefoneren ringas belt gebeld telefonare telefonate chiamare chiamate chiamata telefonsalg telefonsamtaler ringe ligar chamadas ringes ringesop opkald opringning',
  post: 'post postal postalisch postalische brief briefpost briefe letter letters courrier carta directmail postalmail snailmail postmail katalog catalog catalogue posta postacartacea correopostal correoordinario courrierpostal',

  // Names.
  given:
    'given first vorname vornamen prenom prenoms fname forename firstname givenname voornaam fornamn tilltalsnamn roepnaam firstnm givennames vname vn rufname fnam frstname etunimi imie eigennaam fornavn nombrepila nomeproprio namev vorna',
  family:
    'family surname nachname zuname familienname lname apellido apellidos apellido1 cognome achternaam efternamn slaktnamn famille familyname patronyme lastnm lastname sobrenome nname fam famname sname etternavn efternavn sukunimi nazwisko nachn',
  name: 'name names nom naam namn nombre nombres nome nm bezeichnung namen denominacion navn',
  full: 'full display complete voll vollstaendiger whole completo complet fullname displayname kundenname volledig volledige vollstaendig vollstaendige hele fullt fulltnamn entire',
  middle:
    'middle mname middlename zweitname tussenvoegsel voorvoegsel mellannamn middlenm mid middlenames mellomnavn mellemnavn secondonome',
  prefix:
    'prefix salutation salut anrede honorific civilite tratamiento aanhef titel tilltal saludo namensprefix ttl hon civ anr civility anred',
  suffix: 'suffix namenszusatz sfx',
  title: 'title',
  login:
    'nickname nick handle benutzername identifiant usuario anvandarnamn gebruikersnaam userlogin loginname pseudo screenname alias preferredname knownas',

  // Places.
  address:
    'address adresse adres adress direccion anschrift addr adr domicilio addresse indirizzo endereco adrs morada gateadresse',
  street:
    'street strasse rue calle straat gata gatuadress streetaddress wohnstrasse voie straatnaam strassenname stras gade vej',
  line: 'lines line zeile ligne linea regel rad',
  city: 'city town ort stadt ville ciudad poblacion stad plaats woonplaats postort localidad municipio commune citta locality wohnort ortschaft cidade kommune cty poststed localidade',
  region:
    'region province provincia bundesland county kanton departement departamento prov provincie regio fylke',
  state: 'state',
  postcode:
    'postcode zip zipcode postalcode plz postleitzahl codepostal codpostal codigopostal cp postnummer postnr pincode postkod zippostal cap pstlz codicepostale',
  country:
    'country ctry cntry pays pais land laenderkennzeichen countrycode landcode landkz nation laendercode paese nazione',

  // The person.
  birth:
    'birth birthday birthdate dob geburt geburts geburtsdatum geburtstag gebdat gebdatum naissance nacimiento fodelse fodelsedatum geboorte geboortedatum datenaissance fechanacimiento fecnac bday birthdt dateofbirth ddn nascita nascimento fodselsdato foedselsdag fodselsdag foedsel syntymaaika gebdt gbdat',
  company:
    'company organisation organization firma firmen firm societe empresa bedrijf bedrijfsnaam foretag raisonsociale razonsocial employer arbeitgeber org companyname ragionesociale razaosocial bedrift virksomhed azienda',
  business: 'business bus',
  job: 'job jobtitle position funktion fonction cargo beruf occupation profession puesto poste functie yrke befattning professione stilling',
  locale: 'locale language lang sprache langue idioma sprak taal culture spras lingua',

  // Times.
  date: 'date datum fecha dat dt day tag jour dia at on am le ts time timestamp zeit zeitpunkt utc gmt datetime heure hora when dtime dtm tijd tid dato dta fec fch',
  created:
    'created create creation registered registration signup signedup joined inserted erstellt angelegt anlage erfasst cree creacion creado inscription alta skapad aangemaakt registriert registrerad add added crt crdat ins registrierung erstellung ouverture opened eroeffnung since seit depuis desde sinds sedan oppettet oprettet creato criado inschrijving aanmaak creazione iscrizione apertura registrazione criacao opprettet erdat innmeldt indmeldt',
  updated:
    'updated write modified changed lastmodified mod chg geaendert geandert aenderung anderung modifie modification maj misajour modificado actualizado actualizacion modificacion andrad uppdaterad gewijzigd bijgewerkt upd update change mtime lastupdated lastupdate lastchange lastchanged updt modif modifica modificato aggiornato aggiornamento atualizado atualizacao endret aendret aedat',
  last: 'last letzte letzter letzten dernier derniere ultimo ultima ult senaste laatste recent latest lst sist sidst sidste',
  activity:
    'activity logon anmeldung seen visit visited logged signin signedin access besuch connexion visite acceso inloggad inloggning loggedin lastseen lastlogin accesso innlogget',

  // Identifiers.
  id: 'id ids uuid guid key sub uid vid pk oid identifier',
  number:
    'number no nr num nummer numero nro nbr code cod cd ref reference nums kode codigo referentie referenz kennung nmbr numb schl schluessel codice codici',
  card: 'card karte carte tarjeta kaart kort karten tessera cartao',
  loyalty:
    'loyalty bonus bonuskarte treue fidelite fidelidad rewards reward klantenkaart stamkund stammkunden frequentflyer kundenkarte clubcard ffn miles frequentflier clubkort bonuskort kundkort kundklubb treuekarte payback fidelity vorteilskarte advantage pointscard loyal fedelta fidelidade kundeklubb kundeklub fordelskort',
  customer:
    'customer customers cust client clients clt kunde kunden kd kund klant klanten cliente clientes customr kunder debitor cif debitoren debitorer kundes shopper shoppers buyers kundenstamm deb clienti',
  person:
    'person persons people personne personnes persona personas personen personer partner party individual natuerlicheperson persone pessoa pessoas',
  contact:
    'contact contacts kontakt kontakte contacto contactos ansprechpartner contacter contactar contacteren lead leads prospect prospects interessent interessenten contactpersoon contattare contatto contatti kontaktes',
  user: 'user users usr benutzer utilisateur utilisateurs usuarios gebruiker anvandare profile profiles utente utenti utilizador utilizadores bruker brukere bruger brugere',
  member:
    'member members membership mitglied mitglieder mitglieds adherent adherents socio socios medlem medlems medlemmar lid leden membre membres subscriber subscribers guest guests gast gaeste insured assure assures policyholder policyholders asegurado asegurados tomador verzekerde patient patients passenger passengers buyer donor donors spender tomadores abonnees abonnenten abonnes teilnehmer participant participants student students tenant tenants mieter huurder huurders locataire locataires inquilino versicherte versicherter versicherungsnehmer patienten rider riders player players applicant applicants adherente leerling soci medlemmer iscritti tesserati alunno alunni studente studenti mbr mbrs',
  account: 'account accounts acct konto konten compte comptes cuenta rekening acc kto',
  policy:
    'policy police polis poliza versicherungsschein versicherung versicherungs insurance assurance seguro',
  external: 'external ext extern externe externo legacy old foreign remote altsystem',
  nationalid:
    'ssn personnummer socialsecurity nif dni nie bsn steuerid steuernummer taxid passport iban bic pesel insee nss svnr ausweis personalausweis cpf taxnumber reisepass sozialversicherungsnummer national fodselsnr fodselsnummer foedselsnummer personnr cpr cprnr cprnummer codicefiscale kontonr kontonummer stcd',
  companyid:
    'vat ustid siret siren orgnummer orgnr kvk vatid vatnumber handelsregister taxvat piva partitaiva stceg',

  // What a column says of another, and no value of a person.
  meta: 'hash md5 sha1 sha256 digest token secret password pass pwd salt domain verified verify verification confirmed confirm validated valid bounce bounced bounces template count sent send clicks quality score provider opens source ip version method hashed encrypted reason note notes comment campaign segment group type typ tipo types frequency format url link avatar photo image attempts quota kategorie category list lists balance points punkte tier level stufe class limit latitude longitude lat lng hint expires expiry failed error checksum bestaetigt device agent browser cookie session signature draft reset recovery nonce extension prefixcode areacode verifiziert geprueft vrf verif auth otp mfa captcha md',
  someone:
    'emergency notfall parent guardian spouse father mother kin referrer referred referral manager advisor berater seller salesperson rep assistant beneficiary vendor supplier supervisor employee staff admin maiden household agentur conjoint tuteur parrain sponsor foresatt foresatte parorende paarorende genitore genitori tutore coniuge garante commesso agente',

  // Consent.
  optin:
    'optin optedin opted consent consents consented einwilligung zustimmung consentement consentimiento samtycke toestemming agree agrees agreed permission permissions erlaubnis einverstanden einverstaendnis optins akkoord consenso consiente consentimento samtykke einw einwill perm permissie permiso consensi tilladelse tillatelse autorizacao',
  agree:
    'accept accepts accepted acceptee acepta aceptado accepte accepterar allow allows allowed permit permits permitted erlaubt ok okay want wants wunsch wuenscht receive receives recevoir recibe enabled enable approve approved authorise authorised authorized authorize autorise autorisation autoriza autorizacion contactable subscription gewuenscht zugestimmt wil souhaite quiere vill mottar krijgt ontvangt godkant permite desea recoit acceptation accord toegestaan toestaan mag far godkanner godkaend gewenst erwuenscht accepteer accepteert accetta aceita may wishes permitido mailok willing ricevere riceve desidera vuole autorizza autorizzazione accettato accettata onsker oensker onskar tillad tillater tillader aceite receber deseja authorization authorisation maa modtage',
  subscribed:
    'subscribed subscribe abonniert abonne inscrit suscrito suscripto prenumererar prenumerant aangemeld ingeschreven abonnent subscribes iscritto inscrito abonnerad tilmeldt paameldt pameldt',
  optout:
    'optout optedout optouts unsubscribe unsubscribed unsub abgemeldet widerspruch widersprochen objection objected objects opposition oppose desabonne desinscrit oposicion avregistrerad avanmald afgemeld uitgeschreven robinson suppress suppressed suppression blacklist blacklisted blocklist refuse refuses refus refused disallow withdrawn revoked widerrufen widerruf abbestellt bezwaar afmelding desinscription desabonnement desabo abbestellung avbojt rechaza rechazo exclusion withdraw unsubscription optouted objecting afmelden dnd donotdisturb donotcontact disiscritto disiscrizione opposizione revoca revocato frameldt avmeldt afmeldt robinsonliste robinsonlisten robinsonlist',
  dnc: 'dnc donotcall bloctel nocall donotphone telepreference tps',
  block:
    'block blocked sperre sperr gesperrt stop stopp stopped spaerr sparr bloqueado bloqueo bloque sparrad spaerrad geblokkeerd blokkade blokkering spam baja verbot verboten embargo reservert reserveret reservasjon blocco bloccato',
  not: 'not dont donot kein keine keinen nicht sans sin inte ej ingen inga geen niet never ne pas nooit tackanej tackatnej ikke ikkje nao non',
  marketing:
    'marketing werbung werbe advertising promo promos promotion promotions promotional promotionnel publicite publicidad pub reclame reklam commercial commerciale commerciales prospection comercial comerciales mkt mktg offers offer angebote offres ofertas erbjudanden aanbiedingen solicit solicitation direktwerbung direktmarketing publi reklamemailings demarchage demarcher demarchages sollicitation sollicitations annonces reclames promociones promocion ofrecimientos markedsforing marknadsforing werbeansprache akquise pubblicita promozioni promozionale promozionali publicidade promocoes reklame reklamer markedsfoering',
  newsletter:
    'newsletter newsletters infolettre boletin nyhetsbrev nieuwsbrief rundbrief news newslettre nl nyhedsbrev nyhetsbreven nieuwsbrieven ezine mailinglist mailinglists newsl newsletterabo newsletteranmeldung enewsletter enewsletters enews boletim',
  profiling:
    'profiling profilage perfilado personalisation personalization personalise personalize personnalisation personalisierung profilering profilbildung personalised profilazione personalizzazione perfilagem personalizacao',
  tracking: 'tracking analytics track cookies statistik usageanalytics usagestatistics telemetry',
  thirdparty:
    'thirdparty thirdparties partners dritte tiers terceros partenaires derden tredjepart sharing share shared sell weitergabe trade datasharing cession cesion ccpa datenweitergabe delen 3rdparty 3rdparties 3p dritter derde tredjeparter affiliates affiliate cessione terzi terzeparti deling partnere samarbeidspartnere samarbejdspartnere terceiros partilha videregivelse videregives',
  aitraining: 'aitraining trainai modeltraining mltraining kitraining',
  gdpr: 'gdpr dsgvo rgpd privacy datenschutz lopd rodo dataprotection confidentialite privacidad avgtoestemming avg',
  terms:
    'terms tos agb cgu cgv conditions condiciones eula voorwaarden villkor termsofservice nutzungsbedingungen vilkar',
  restrict:
    'restricted restriction restrict einschraenkung eingeschraenkt limitation limitado art18 article18 begransad beperkt beperking forget forgotten erasure',
  processing: 'processing verarbeitung traitement behandling verwerking process trattamento',
  status:
    'status flag indicator ind kz kennzeichen yn bool active aktiv actif activo actief current preference pref preferences setting settings choice statut estado estatus janein jn toestand flg bit toggle stato',
  double: 'double doi',

  // Child rows.
  order:
    'order orders bestell purchase purchases bestellung bestellungen auftrag auftraege auftrage commande commandes pedido pedidos bestelling bestellingen bestallning bestallningar ordrar booking bookings reservation reservations buchung buchungen sale sales compra compras bestel ordre ordres achat achats ordine ordini encomenda encomendas vbak',
  invoice:
    'invoice invoices rechnung rechnungen facture factures factura facturas faktura fakturor factuur facturen bill bills inv fattura fatture fatura faturas fakturaer vbrk',
  subscriptions:
    'subscriptions abo abos abonnement abonnements abonnemang suscripcion suscripciones vertrag vertraege contract contracts contrat contrats contrato contratos abonnementen abbonamento abbonamenti contratto contratti assinatura assinaturas',
  payment:
    'payment payments zahlung zahlungen paiement paiements pago pagos betaling betalingen betalning betalningar transaction transactions paymentintent txn txns trx zahlungseingang pagamento pagamenti pagamentos innbetaling innbetalinger indbetaling indbetalinger betalinger cobro cobros',
  case: 'case cases ticket tickets issue issues anfrage anfragen incident incidents beschwerde beschwerden reclamation reclamations complaint complaints arende arenden klacht helpdesk incidencia incidencias requete reclamo reclami segnalazione segnalazioni reclamacao reclamacoes klage klager henvendelse henvendelser queja quejas',
  opportunity:
    'opportunity opportunities deal deals angebot verkaufschance affaire offerte offert oportunidad oportunidades trattativa trattative',
  total:
    'total amount amt grandtotal sum summe betrag montant importe belopp bedrag gesamt gesamtbetrag brutto gross totaal totalpaid montantttc ttc importo totale belop belob beloeb netwr',
  price: 'price preis prix precio pris prijs prezzo preco',
  cents: 'cents cent minor minorunits centimes centimos oren',
  currency: 'currency waehrung wahrung devise moneda valuta curr ccy waers moeda waerk divisa divisas',
  due: 'due faellig fallig faelligkeit echeance vencimiento forfall vervaldatum scadenza forfallsdato forfaldsdato',
  paid: 'paid bezahlt paye pagado betald betaald pagata betalt',
  placed: 'placed ordered bestellt purchased bestelldatum orderdate submitted audat booked bestilt',
  issued:
    'issued ausgestellt emise emitida utfardad rechnungsdatum invoicedate emission billed emessa emissione fkdat fakturadato',
  started: 'started start begin beginn debut inicio startdatum begindatum begun effective inizio startet',
  ended: 'end ended ende fin slut einde cancelled canceled gekuendigt resilie terminated ends cancelamento',
  closed:
    'closed resolved geschlossen ferme cerrado solved erledigt stangd gesloten chiusura chiuso lukket cierre',
  plan: 'plan tariff tarif product produkt produit producto produto prodotto',
  interval: 'interval cycle period periode periodicity turnus',
  subject: 'subject betreff sujet objet asunto onderwerp summary rubrik amne thema oggetto emne',
  priority: 'priority prioritaet priorite prioridad prio prioriteit priorita prioridade',
  purpose: 'purpose zweck finalite finalidad doel andamal finalita',
  channel: 'channel kanal canal kanaal',

  // Words that change nothing.
  filler:
    'is has the of de du des la der die das el del for fuer pour para von to an a in via my own value val txt str string col field fld c d l y e et und and den het zum zur per i with would like entity data info main primary default haupt principal hoofd ha special primer premier erste enviar senden sturen skicka envoyer comm comms communication communications kommunikation communicatie comunicaciones comunicacion kommunikations ter een electronic elektronisk electronique electronica ser mis mes ons our your you me shall should please preferred requests cf zz custom comunicazioni comunicazione invio mot di della dei bulk datos sende sendes',
  home: 'home private privat privee personal perso particular partikulaer residential prive prives privado hem thuis casa domicile huis dom eve evening abend abends daytime tagsueber soir residenza',
  work: 'work geschaeft dienstlich beruflich professionnel pro office buero trabajo arbete werk gesch geschaeftlich arbeit wk dienst arbeid arbejde ufficio lavoro',
  billing: 'billing facturation facturacion fakturering facturatie',
  shipping: 'shipping ship delivery liefer livraison envio leverans bezorg dest lieferung spedizione',
  second:
    'secondary second alternative alternate alt other backup zweite autre extra additional otro annan secondaire segundo zweit tweede andere alternativ alternatief seconde sekundaer secondario alternativo',
};

/** Words of several meanings at once. */
export const compounds: Readonly<Record<string, string>> = {
  kdnr: 'customer number',
  kundennr: 'customer number',
  kundennummer: 'customer number',
  kunnr: 'customer number',
  kundnr: 'customer number',
  kundnummer: 'customer number',
  klantnummer: 'customer number',
  klantnr: 'customer number',
  medlemsnummer: 'member number',
  mitgliedsnummer: 'member number',
  lidnummer: 'member number',
  custno: 'customer number',
  username: 'login',
  login: 'activity',
  cartefidelite: 'loyalty card',
  nomail: 'not mail',
  noemail: 'not email',
  nosms: 'not sms',
  nophone: 'not phone',
  nospam: 'not marketing',
  donotemail: 'not email',
  donotmail: 'not mail',
  donotsms: 'not sms',
  donottrack: 'not tracking',
  donotsendmm: 'not marketing',
  masende: 'agree',
  maringes: 'agree call',
  maringesop: 'agree call',
  marketingauth: 'marketing agree',
  planmember: 'policy member',
  vupartnernummer: 'policy number',
  vupartnernr: 'policy number',
  telpriv: 'phone home',
  telefonpriv: 'phone home',
  emailpriv: 'email home',
  mailpriv: 'email home',
  contactby: 'contact agree',
  contactvia: 'contact agree',
  kontaktper: 'contact agree',
  contactpar: 'contact agree',
  mrn: 'member number',
  emailid: 'email',
  altkn: 'external number',
  kundenkontonummer: 'customer account number',
  kundenkontonr: 'customer account number',
  vertragskontonummer: 'subscriptions account number',
  vertragskontonr: 'subscriptions account number',
};

/** Systems whose ids a column may hold, by the words that name them. */
export const vendors: Readonly<Record<string, string>> = {
  stripe: 'stripe',
  salesforce: 'salesforce',
  sfdc: 'salesforce',
  sf: 'salesforce',
  hubspot: 'hubspot',
  shopify: 'shopify',
  zendesk: 'zendesk',
  helpscout: 'helpscout',
  gorgias: 'gorgias',
  iterable: 'iterable',
  customerio: 'customerio',
  intercom: 'intercom',
  braintree: 'braintree',
  paypal: 'paypal',
  adyen: 'adyen',
  mailchimp: 'mailchimp',
  klaviyo: 'klaviyo',
  auth0: 'auth0',
  firebase: 'firebase',
  keycloak: 'keycloak',
  cognito: 'cognito',
  google: 'google',
  facebook: 'facebook',
  apple: 'apple',
  crm: 'crm',
  erp: 'erp',
  sap: 'sap',
  dynamics: 'dynamics',
  netsuite: 'netsuite',
  magento: 'magento',
  woocommerce: 'woocommerce',
  chargebee: 'chargebee',
  recurly: 'recurly',
  mollie: 'mollie',
  klarna: 'klarna',
  app: 'app',
  shop: 'shop',
  webshop: 'shop',
  dwh: 'dwh',
  mdm: 'mdm',
  pos: 'pos',
  joomla: 'joomla',
  drupal: 'drupal',
  wordpress: 'wordpress',
  prestashop: 'prestashop',
  bigcommerce: 'bigcommerce',
  shopware: 'shopware',
  odoo: 'odoo',
  zoho: 'zoho',
  pipedrive: 'pipedrive',
  sugarcrm: 'sugarcrm',
  suitecrm: 'suitecrm',
  blackbaud: 'blackbaud',
  freshdesk: 'freshdesk',
  marketo: 'marketo',
  pardot: 'pardot',
  eloqua: 'eloqua',
  braze: 'braze',
  brevo: 'brevo',
  sendinblue: 'brevo',
  sendgrid: 'sendgrid',
  mailjet: 'mailjet',
  mailup: 'mailup',
  activecampaign: 'activecampaign',
  zuora: 'zuora',
  paddle: 'paddle',
  gocardless: 'gocardless',
  quickbooks: 'quickbooks',
  xero: 'xero',
  okta: 'okta',
};
