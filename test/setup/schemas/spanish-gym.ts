import type { LabelledSchema } from '../schema.ts';

/** The members of a Spanish chain of gyms. */
export const spanishGym: LabelledSchema = {
  name: 'a Spanish chain of gyms',
  servers: ['mysql'],
  customers: 'socios',
  id: 'cod_socio',
  truth: {
    num_carnet: 'externalId',
    nombre: 'name.given',
    apellido1: 'name.family',
    apellido2: 'any',
    apodo: 'any',
    tlf_fijo: 'phone',
    tlf_movil: 'phone',
    mail: 'email',
    lopd_firmado: 'any',
    acepta_comerciales: 'consent EMAIL yes',
    f_acepta_comerciales: 'consent time of acepta_comerciales',
    acepta_whatsapp: 'any',
    acepta_sms: 'consent SMS yes',
    recibe_boletin: 'consent EMAIL yes',
    no_correo_postal: 'consent POST no',
    no_desea_llamadas: 'consent PHONE no',
    cesion_datos_terceros: 'consent NONE yes third_party_sharing',
    cede_imagen: 'any',
    notif_push: 'any',
    id_activecampaign: 'reference activecampaign',
  },
  collections: { payments: 'cobros', cases: 'quejas' },
  ddl: `
create table centros (cod_centro int primary key, nombre varchar(60), direccion varchar(100), tlf varchar(15), mail varchar(100));
create table socios (cod_socio int primary key auto_increment, num_carnet varchar(12) not null unique, nombre varchar(50), apellido1 varchar(50), apellido2 varchar(50), apodo varchar(30), sexo char(1), f_nacimiento date, dni varchar(12), direccion varchar(100), cp char(5), poblacion varchar(60), provincia varchar(40), tlf_fijo varchar(15), tlf_movil varchar(15), mail varchar(100), mail_validado tinyint(1), clave_hash varchar(100), foto varchar(200), huella_hash varchar(200), peso_kg decimal(5,2), tutor_nombre varchar(100), tutor_movil varchar(15), contacto_emergencia varchar(100), tlf_emergencia varchar(15), titular_cuenta varchar(100), iban varchar(34), cod_centro int, cod_tarifa int, f_alta date not null, f_baja date, motivo_baja varchar(100), lopd_firmado tinyint(1), acepta_comerciales tinyint(1), f_acepta_comerciales datetime, acepta_whatsapp tinyint(1), acepta_sms tinyint(1), recibe_boletin tinyint(1), no_correo_postal tinyint(1), no_desea_llamadas tinyint(1), cesion_datos_terceros tinyint(1), cede_imagen tinyint(1), notif_push tinyint(1), id_activecampaign varchar(20), comercial_asignado varchar(60), comercial_mail varchar(100), ult_acceso datetime, ult_mail_enviado datetime, num_visitas int, observaciones text, usuario_alta varchar(20), f_modif datetime, foreign key (cod_centro) references centros (cod_centro));
create table cobros (cod_cobro int primary key auto_increment, cod_socio int not null, f_cobro datetime not null, importe decimal(8,2), divisa char(3), forma_pago varchar(20), estado varchar(15), foreign key (cod_socio) references socios (cod_socio));
create table quejas (cod_queja int primary key auto_increment, cod_socio int not null, asunto varchar(120), estado varchar(15), prioridad varchar(10), f_apertura datetime not null, f_cierre datetime, foreign key (cod_socio) references socios (cod_socio));
create table accesos (cod_acceso bigint primary key auto_increment, cod_socio int not null, cod_centro int, entrada datetime not null, salida datetime, foreign key (cod_socio) references socios (cod_socio));
create table reservas_clase (cod_reserva int primary key auto_increment, cod_socio int not null, cod_clase int, f_reserva datetime not null, asistio tinyint(1), foreign key (cod_socio) references socios (cod_socio));
create table monitores (cod_monitor int primary key auto_increment, nombre varchar(50), apellidos varchar(80), tlf_movil varchar(15), mail varchar(100));
`,
};
