import type { LabelledSchema } from '../schema.ts';

/** The policy holders of a Spanish insurance company. */
export const spanishInsurance: LabelledSchema = {
  name: 'a Spanish insurance company',
  servers: ['postgres'],
  customers: 'tomadores',
  id: 'id_tomador',
  truth: {
    num_poliza: 'externalId',
    tratamiento: 'name.prefix',
    nombre: 'name.given',
    primer_apellido: 'name.family',
    segundo_apellido: 'any',
    correo_electronico: 'email',
    telefono_movil: 'phone',
    telefono_fijo: 'phone',
    acepta_publicidad: 'consent EMAIL yes',
    acepta_publicidad_fecha: 'consent time of acepta_publicidad',
    acepta_cesion_terceros: 'consent NONE yes third_party_sharing',
    lista_robinson: 'consent ANY no',
    no_llamar: 'consent PHONE no',
    baja_boletin: 'consent EMAIL no',
    hubspot_id: 'reference hubspot',
  },
  collections: { payments: 'pagos', cases: 'incidencias' },
  ddl: `
create table tomadores (
  id_tomador integer primary key, num_poliza varchar(20) not null, nif varchar(12), tratamiento varchar(10), nombre varchar(60), primer_apellido varchar(60), segundo_apellido varchar(60), correo_electronico varchar(120), correo_validado boolean,
  telefono_movil varchar(20), telefono_fijo varchar(20), domicilio varchar(120), cp varchar(5), localidad varchar(60), provincia varchar(40), pais char(2), fecha_nacimiento date, profesion varchar(60), iban varchar(34), acepta_publicidad boolean, acepta_publicidad_fecha timestamp,
  acepta_cesion_terceros boolean, lista_robinson boolean, no_llamar boolean, baja_boletin boolean, hubspot_id varchar(40), agente_id integer, fecha_alta date, fecha_baja date, fecha_modificacion timestamp);
create table beneficiarios (id integer primary key, id_tomador integer references tomadores (id_tomador), nombre varchar(60), apellidos varchar(60), parentesco varchar(20));
create table pagos (id_pago integer primary key, id_tomador integer not null references tomadores (id_tomador), fecha_pago timestamp not null, importe numeric(10,2), moneda char(3), estado varchar(20));
create table incidencias (id_incidencia integer primary key, id_tomador integer not null references tomadores (id_tomador), asunto varchar(200), estado varchar(20), prioridad varchar(20), fecha_creacion timestamp not null, fecha_cierre timestamp);
create table agentes (id_agente integer primary key, nombre varchar(60), apellidos varchar(60), correo varchar(120), telefono varchar(20));
`,
};
