import type { LabelledSchema } from '../schema.ts';

/** A shop after WooCommerce's names: what WordPress keeps of users is spread over rows of wp_usermeta. */
export const woocommerce: LabelledSchema = {
  name: 'a WooCommerce-like shop',
  servers: ['mysql'],
  customers: 'wp_wc_customer_lookup',
  id: 'customer_id',
  truth: { first_name: 'name.given', last_name: 'name.family', email: 'email' },
  collections: { orders: 'wp_wc_orders' },
  ddl: `
create table wp_users (ID bigint unsigned primary key auto_increment, user_login varchar(60) not null default '', user_pass varchar(255) not null default '', user_nicename varchar(50) not null default '', user_email varchar(100) not null default '', user_url varchar(100) not null default '', user_registered datetime, user_activation_key varchar(255) not null default '', user_status int not null default 0, display_name varchar(250) not null default '', key user_email (user_email));
create table wp_usermeta (umeta_id bigint unsigned primary key auto_increment, user_id bigint unsigned not null default 0, meta_key varchar(255), meta_value longtext, key (user_id));
create table wp_wc_customer_lookup (customer_id bigint unsigned primary key auto_increment, user_id bigint unsigned unique, username varchar(60) not null default '', first_name varchar(255) not null, last_name varchar(255) not null, email varchar(100), date_last_active timestamp null, date_registered timestamp null, country char(2) not null default '', postcode varchar(20) not null default '', city varchar(100) not null default '', state varchar(100) not null default '', key email (email));
create table wp_wc_orders (id bigint unsigned primary key, status varchar(20), currency varchar(10), type varchar(20), tax_amount decimal(26,8), total_amount decimal(26,8), customer_id bigint unsigned, billing_email varchar(320), date_created_gmt datetime not null, date_updated_gmt datetime, payment_method varchar(100), ip_address varchar(100), key (customer_id));
create table wp_comments (comment_ID bigint unsigned primary key auto_increment, comment_author tinytext, comment_author_email varchar(100), user_id bigint unsigned, comment_date datetime);
create table wp_posts (ID bigint unsigned primary key auto_increment, post_author bigint unsigned, post_title text, post_date datetime);
`,
};
