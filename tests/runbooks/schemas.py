"""Small schemas of the systems the packs are for, so that their SQL meets a real PostgreSQL."""

ORDAK = """
create type stage as enum ('Filling', 'Covering', 'Decorating', 'Packing', 'Complete');
create table orders_bannos (
    id bigint primary key, stage stage not null, assignee_id uuid, created_at timestamptz not null default now());
create table orders_flourlane (
    id bigint primary key, stage stage not null, assignee_id uuid, created_at timestamptz not null default now());
create table work_queue (
    id bigint primary key, status text not null, created_at timestamptz not null, locked_at timestamptz,
    locked_by text);
create function get_unassigned_counts(store text) returns bigint language sql security definer as
    $$ select case store when 'bannos' then 2 else 1 end::bigint $$;
create schema supabase_migrations;
create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
create function get_unassigned_list(store text) returns table (id bigint, stage stage) language sql security definer as
    $$ select o.id, o.stage from orders_bannos o where store = 'bannos' and assignee_id is null and stage <> 'Complete'
       union all
       select o.id, o.stage from orders_flourlane o
       where store = 'flourlane' and assignee_id is null and stage <> 'Complete' $$;
create table printed (id bigint primary key);
create function complete_filling(order_id bigint) returns jsonb language sql security definer as $$
    with moved as (update orders_bannos set stage = 'Covering' where id = order_id and stage = 'Filling' returning 1)
    select jsonb_build_object('already_done', not exists (select from moved)) $$;
create function complete_covering(order_id bigint) returns jsonb language sql security definer as $$
    with moved as (update orders_bannos set stage = 'Decorating' where id = order_id and stage = 'Covering' returning 1)
    select jsonb_build_object('already_done', not exists (select from moved)) $$;
create function complete_decorating(order_id bigint) returns jsonb language sql security definer as $$
    with moved as (update orders_bannos set stage = 'Packing' where id = order_id and stage = 'Decorating' returning 1)
    select jsonb_build_object('already_done', not exists (select from moved)) $$;
create function complete_packing(order_id bigint) returns jsonb language sql security definer as $$
    with moved as (update orders_bannos set stage = 'Complete' where id = order_id and stage = 'Packing' returning 1)
    select jsonb_build_object('already_done', not exists (select from moved)) $$;
create function start_packing(order_id bigint) returns jsonb language sql security definer as $$
    select jsonb_build_object('already_done', false) $$;
create function qc_return_to_decorating(order_id bigint, reason text) returns jsonb language sql security definer as $$
    with moved as (update orders_bannos set stage = 'Decorating' where id = order_id and reason <> '' returning 1)
    select jsonb_build_object('already_done', not exists (select from moved)) $$;
create function handle_print_barcode(order_id bigint) returns jsonb language sql security definer as $$
    with new as (insert into printed values (order_id) on conflict do nothing returning 1)
    select jsonb_build_object('already_done', not exists (select from new)) $$;
create table pg_stat_statements (mean_exec_time float8, calls bigint, total_exec_time float8, query text);
insert into orders_bannos (id, stage) values (4711, 'Filling'), (4712, 'Filling'), (4713, 'Complete');
insert into orders_flourlane (id, stage, assignee_id, created_at) values
    (1, 'Packing', null, now() - interval '3 hours'),
    (2, 'Packing', '00000000-0000-0000-0000-000000000001', now() - interval '3 hours');
insert into work_queue values
    (1, 'pending', now() - interval '20 minutes', null, null),
    (2, 'pending', now() - interval '50 minutes', now() - interval '40 minutes', 'worker-1'),
    (3, 'running', now() - interval '50 minutes', now() - interval '50 minutes', 'worker-1'),
    (4, 'done', now() - interval '90 minutes', now() - interval '80 minutes', 'worker-2');
"""

STAGE_EVENTS = """
create table stage_events (order_id bigint, action text, at timestamptz);
insert into stage_events values (4711, 'print', now() - interval '5 minutes');
"""

FITKIT = """
create schema drizzle;
create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint);
create table users (id bigint primary key, created_at timestamptz not null default now());
create table payments (provider_id text, created_at timestamptz not null default now());
create unique index payments_once on payments (provider_id, created_at);
create table bookings (id bigint primary key, notes text);
insert into drizzle.__drizzle_migrations (hash, created_at) values ('aa', 1000), ('cc', 3000);
insert into users values (1, now() - interval '4 minutes');
insert into payments values ('ch_1', now()), ('ch_1', now() - interval '1 minute'), ('ch_2', now());
"""
