/** Values on their way between Redis, JSON and a Lua stack. Source: redis.io, "Redis Lua API reference", data type conversion. */
import { bytes, type LuaState, lua } from './fengari.ts';
import { RedisError, type Reply } from './redis-store.ts';

/** A global that stands for JSON's null, as `cjson.null`: Lua's nil would drop the key. */
export const JSON_NULL = '__null';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A number as Redis turns it into a command argument: `%.17g`. */
function numberArgument(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e17) return BigInt(value).toString();
  return Number.isFinite(value)
    ? value.toPrecision(17).replace(/\.?0+($|e)/, '$1')
    : String(value).replace('Infinity', 'inf').toLowerCase();
}

/** Nil replies are `false` in Lua. */
export function pushReply(state: LuaState, reply: Reply): void {
  if (reply === null) lua.lua_pushboolean(state, false);
  else if (typeof reply === 'number') lua.lua_pushnumber(state, reply);
  else if (typeof reply === 'string') lua.lua_pushstring(state, bytes(reply));
  else {
    lua.lua_newtable(state);
    reply.forEach((item, index) => {
      pushReply(state, item);
      lua.lua_rawseti(state, -2, index + 1);
    });
  }
}

/** `{ ok = text }` or `{ err = text }`: how Lua sees a status or an error. */
export function pushTagged(state: LuaState, tag: 'ok' | 'err', text: string): void {
  lua.lua_newtable(state);
  lua.lua_pushstring(state, bytes(text));
  lua.lua_setfield(state, -2, bytes(tag));
}

/** The field of the table at `index` when it is a string. */
export function stringField(state: LuaState, index: number, key: string): string | null {
  const type = lua.lua_getfield(state, index, bytes(key));
  const text = type === lua.LUA_TSTRING ? lua.lua_tojsstring(state, -1) : null;
  lua.lua_pop(state, 1);
  return text;
}

/** A script's result as Redis replies it: numbers cut to integers, a table up to its first nil. @throws RedisError for `{ err = … }`. */
export function toReply(state: LuaState, index: number): Reply {
  switch (lua.lua_type(state, index)) {
    case lua.LUA_TBOOLEAN:
      return lua.lua_toboolean(state, index) ? 1 : null;
    case lua.LUA_TNUMBER:
      return Math.trunc(lua.lua_tonumber(state, index)) + 0;
    case lua.LUA_TSTRING:
      return lua.lua_tojsstring(state, index);
    case lua.LUA_TTABLE: {
      const table = lua.lua_absindex(state, index);
      const error = stringField(state, table, 'err');
      if (error !== null) throw new RedisError(error);
      const status = stringField(state, table, 'ok');
      if (status !== null) return status;
      const items: Reply[] = [];
      for (let position = 1; lua.lua_rawgeti(state, table, position) !== lua.LUA_TNIL; position += 1) {
        items.push(toReply(state, -1));
        lua.lua_pop(state, 1);
      }
      lua.lua_pop(state, 1);
      return items;
    }
    default:
      return null;
  }
}

export function pushJson(state: LuaState, value: Json): void {
  if (value === null) lua.lua_getglobal(state, bytes(JSON_NULL));
  else if (typeof value === 'boolean') lua.lua_pushboolean(state, value);
  else if (typeof value === 'number') lua.lua_pushnumber(state, value);
  else if (typeof value === 'string') lua.lua_pushstring(state, bytes(value));
  else {
    lua.lua_newtable(state);
    // Arrays and objects differ only in their keys; Array.isArray does not narrow a readonly union.
    const entries: [string | number, Json][] = Array.isArray(value)
      ? value.map((item, index) => [index + 1, item])
      : Object.entries(value);
    for (const [key, item] of entries) {
      pushJson(state, item);
      if (typeof key === 'number') lua.lua_rawseti(state, -2, key);
      else lua.lua_setfield(state, -2, bytes(key));
    }
  }
}

/** As lua-cjson: a table with keys 1…n is an array, any other an object, an empty one `{}`. */
export function toJson(state: LuaState, index: number): Json {
  switch (lua.lua_type(state, index)) {
    case lua.LUA_TBOOLEAN:
      return lua.lua_toboolean(state, index);
    case lua.LUA_TNUMBER:
      return Number(lua.lua_tonumber(state, index).toPrecision(14));
    case lua.LUA_TSTRING:
      return lua.lua_tojsstring(state, index);
    case lua.LUA_TTABLE: {
      const table = lua.lua_absindex(state, index);
      const entries: [string | number, Json][] = [];
      lua.lua_pushnil(state);
      while (lua.lua_next(state, table) !== 0) {
        const item = toJson(state, -1);
        lua.lua_pop(state, 1);
        const key =
          lua.lua_type(state, -1) === lua.LUA_TNUMBER
            ? lua.lua_tonumber(state, -1)
            : lua.lua_tojsstring(state, -1);
        entries.push([key, item]);
      }
      const isArray = entries.length > 0 && entries.every(([key]) => typeof key === 'number');
      if (!isArray) return Object.fromEntries(entries);
      return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item);
    }
    default:
      return null;
  }
}

/** The words of a command on the stack. @throws RedisError when one is neither string nor number. */
export function commandArguments(state: LuaState): string[] {
  const words: string[] = [];
  for (let index = 1; index <= lua.lua_gettop(state); index += 1) {
    const type = lua.lua_type(state, index);
    if (type === lua.LUA_TNUMBER) words.push(numberArgument(lua.lua_tonumber(state, index)));
    else if (type === lua.LUA_TSTRING) words.push(lua.lua_tojsstring(state, index));
    else throw new RedisError('ERR Lua redis lib command arguments must be strings or integers');
  }
  if (words.length === 0)
    throw new RedisError('ERR Please specify at least one argument for this redis.call() call');
  return words;
}
