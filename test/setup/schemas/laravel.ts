import type { LabelledSchema } from '../schema.ts';

/** A service built with Laravel: Jetstream's users and Cashier's subscriptions, with columns of its own. */
export const laravel: LabelledSchema = {
  name: 'a service with Laravel',
  servers: ['mysql'],
  customers: 'users',
  id: 'id',
  truth: {
    name: 'name.full',
    email: 'email',
    pending_email: 'any',
    phone: 'phone',
    ulid: 'any',
    google_id: 'any',
    github_id: 'any',
    stripe_id: 'reference stripe',
    helpscout_customer_id: 'reference helpscout',
    newsletter: 'consent EMAIL yes',
    newsletter_confirmed_at: 'consent time of newsletter',
    product_updates: 'any',
    wants_webinar_invites: 'any',
    marketing_consent_at: 'any',
    unsubscribed_from_all_at: 'consent ANY time',
    notify_by_sms: 'any',
    allow_usage_analytics: 'consent NONE yes analytics',
    allow_ai_training: 'consent NONE yes train_ai_system',
  },
  collections: { subscriptions: 'subscriptions', cases: 'support_tickets' },
  ddl: `
create table users (id bigint unsigned primary key auto_increment, ulid char(26) not null unique, name varchar(255) not null, email varchar(255) not null unique, pending_email varchar(255), email_verified_at timestamp null, phone varchar(32), phone_country char(2), phone_verified_at timestamp null, password varchar(255) not null, two_factor_secret text, two_factor_recovery_codes text, two_factor_confirmed_at timestamp null, remember_token varchar(100), current_team_id bigint unsigned, profile_photo_path varchar(2048), google_id varchar(64), github_id varchar(64), stripe_id varchar(255), pm_type varchar(255), pm_last_four varchar(4), trial_ends_at timestamp null, helpscout_customer_id varchar(32), referral_code varchar(16), referred_by bigint unsigned, utm_source varchar(100), utm_medium varchar(100), locale varchar(8) not null default 'en', timezone varchar(64), newsletter tinyint(1) not null default 0, newsletter_confirmed_at timestamp null, product_updates tinyint(1) not null default 1, wants_webinar_invites tinyint(1), marketing_consent_at timestamp null, unsubscribed_from_all_at timestamp null, unsubscribe_token char(40), notify_by_sms tinyint(1) not null default 0, notify_slack_webhook varchar(255), allow_usage_analytics tinyint(1), allow_ai_training tinyint(1), terms_accepted_at timestamp null, onboarding_email_sent_at timestamp null, last_login_at timestamp null, last_login_ip varchar(45), is_admin tinyint(1) not null default 0, created_at timestamp null, updated_at timestamp null, deleted_at timestamp null);
create table password_reset_tokens (email varchar(255) primary key, token varchar(255) not null, created_at timestamp null);
create table teams (id bigint unsigned primary key auto_increment, user_id bigint unsigned not null, name varchar(255) not null, personal_team tinyint(1) not null, created_at timestamp null, updated_at timestamp null, key (user_id));
create table team_user (id bigint unsigned primary key auto_increment, team_id bigint unsigned not null, user_id bigint unsigned not null, role varchar(255), created_at timestamp null, updated_at timestamp null, unique (team_id, user_id));
create table team_invitations (id bigint unsigned primary key auto_increment, team_id bigint unsigned not null, email varchar(255) not null, role varchar(255), created_at timestamp null);
create table subscriptions (id bigint unsigned primary key auto_increment, user_id bigint unsigned not null, type varchar(255) not null, stripe_id varchar(255) not null unique, stripe_status varchar(255) not null, stripe_price varchar(255), quantity int, trial_ends_at timestamp null, ends_at timestamp null, created_at timestamp null, updated_at timestamp null, key (user_id, stripe_status));
create table subscription_items (id bigint unsigned primary key auto_increment, subscription_id bigint unsigned not null, stripe_id varchar(255) not null unique, stripe_product varchar(255) not null, stripe_price varchar(255) not null, quantity int, created_at timestamp null);
create table support_tickets (id bigint unsigned primary key auto_increment, user_id bigint unsigned not null, assignee_id bigint unsigned, subject varchar(255) not null, status varchar(20) not null, priority varchar(20), closed_at timestamp null, created_at timestamp null, updated_at timestamp null, foreign key (user_id) references users (id));
create table sessions (id varchar(255) primary key, user_id bigint unsigned, ip_address varchar(45), user_agent text, payload longtext not null, last_activity int not null, key (user_id));
create table failed_jobs (id bigint unsigned primary key auto_increment, uuid varchar(255) not null unique, connection text not null, queue text not null, payload longtext not null, failed_at timestamp not null default current_timestamp);
`,
};
