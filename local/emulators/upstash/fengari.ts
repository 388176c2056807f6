/**
 * Fengari, a Lua 5.3 with 32-bit integers, made to count like the Lua of Redis, a 5.1 where every number is a double.
 * Unpatched, `tonumber(seconds) * 1000` overflows. So every number read from text here is a float, and prints without `.0`.
 */
import { createRequire } from 'node:module';

type LuaString = Uint8Array;
export type LuaState = { readonly brand: 'lua_State' };
export type LuaFunction = (state: LuaState) => number;

/** The part of fengari's C-like interface in use here; the package has no types. */
type Fengari = {
  readonly to_luastring: (text: string) => LuaString;
  readonly lua: {
    readonly LUA_TNIL: number;
    readonly LUA_TBOOLEAN: number;
    readonly LUA_TNUMBER: number;
    readonly LUA_TSTRING: number;
    readonly LUA_TTABLE: number;
    readonly LUA_REGISTRYINDEX: number;
    lua_type(state: LuaState, index: number): number;
    lua_gettop(state: LuaState): number;
    lua_settop(state: LuaState, top: number): void;
    lua_pop(state: LuaState, count: number): void;
    lua_absindex(state: LuaState, index: number): number;
    lua_pushboolean(state: LuaState, value: boolean): void;
    lua_pushnil(state: LuaState): void;
    lua_pushlightuserdata(state: LuaState, value: object): void;
    lua_pushnumber(state: LuaState, value: number): void;
    lua_pushstring(state: LuaState, value: LuaString): void;
    lua_pushjsfunction(state: LuaState, value: LuaFunction): void;
    lua_newtable(state: LuaState): void;
    lua_rawseti(state: LuaState, index: number, position: number): void;
    lua_rawgeti(state: LuaState, index: number, position: number): number;
    lua_setfield(state: LuaState, index: number, key: LuaString): void;
    lua_getfield(state: LuaState, index: number, key: LuaString): number;
    lua_setglobal(state: LuaState, name: LuaString): void;
    lua_getglobal(state: LuaState, name: LuaString): number;
    lua_next(state: LuaState, index: number): number;
    lua_toboolean(state: LuaState, index: number): boolean;
    lua_tonumber(state: LuaState, index: number): number;
    lua_tojsstring(state: LuaState, index: number): string;
    lua_pcall(state: LuaState, args: number, results: number, handler: number): number;
    lua_close(state: LuaState): void;
  };
  readonly lauxlib: {
    luaL_newstate(): LuaState;
    luaL_ref(state: LuaState, table: number): number;
    luaL_requiref(state: LuaState, name: LuaString, open: LuaFunction, global: number): void;
    luaL_loadbuffer(state: LuaState, code: LuaString, size: number, name: LuaString): number;
  };
  readonly lualib: Readonly<
    Record<'luaopen_base' | 'luaopen_table' | 'luaopen_string' | 'luaopen_math', LuaFunction>
  >;
};
type NumberObject = { value: number; ttisinteger(): boolean; setfltvalue(value: number): void };
type FengariObjects = { luaO_str2num(text: LuaString, target: NumberObject): number };

/** Patches the process's one copy of fengari, which nothing else here runs Lua on. */
function loadFengari(): Fengari {
  const require = createRequire(import.meta.url);
  const before = process.env['FENGARICONF'];
  // Read once, when fengari is loaded: 5.0 prints as "5", as it does in Redis.
  process.env['FENGARICONF'] = JSON.stringify({ LUA_COMPAT_FLOATSTRING: true });
  try {
    // Fengari ships no types; the shape above is its C API (fengari 0.1.5).
    const fengari = require('fengari') as Fengari;
    // Its number parser, used by the compiler and by every conversion from a string, called through this object.
    const objects = require('fengari/src/lobject.js') as FengariObjects;
    const parse = objects.luaO_str2num;
    objects.luaO_str2num = (text, target) => {
      const size = parse(text, target);
      if (size > 0 && target.ttisinteger()) target.setfltvalue(target.value);
      return size;
    };
    return fengari;
  } finally {
    if (before === undefined) delete process.env['FENGARICONF'];
    else process.env['FENGARICONF'] = before;
  }
}

const fengari = loadFengari();
export const { lua, lauxlib, lualib, to_luastring: bytes } = fengari;
