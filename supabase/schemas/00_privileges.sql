-- A hosted project grants to anon and authenticated by default; row security alone is not enough (design §9). What a later migration
-- creates is theirs neither.
alter default privileges in schema public revoke all on tables from public, anon, authenticated;
alter default privileges in schema public revoke all on sequences from public, anon, authenticated;
alter default privileges in schema public revoke all on functions from public, anon, authenticated;
alter default privileges revoke execute on functions from public;
