/**
 * Redis's scripting as Redis 7 defines it: `redis.call` and friends, `cjson`, replies converted both ways, errors that carry
 * on or stop, no globals. Source: redis.io, "Redis Lua API reference".
 */
import { createHash } from 'node:crypto';
import { bytes, type LuaFunction, type LuaState, lauxlib, lua, lualib } from './fengari.ts';
import {
  commandArguments,
  JSON_NULL,
  type Json,
  pushJson,
  pushReply,
  pushTagged,
  stringField,
  toJson,
  toReply,
} from './lua-values.ts';
import { type Command, RedisError, type Reply } from './redis-store.ts';

export type LuaEngine = {
  /** @throws RedisError when the script does not compile. */
  compile(source: string): void;
  /** Runs one script to its end. @throws RedisError when it does not compile, fails, or answers an error. */
  run(script: {
    readonly source: string;
    readonly keys: readonly string[];
    readonly args: readonly string[];
  }): Reply;
  close(): void;
};

/** The name by which `EVALSHA` knows a script. */
export const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

/** What Redis's Lua 5.1 has and 5.3 has not, or does with integers; and what a script must not reach. */
const PRELUDE = `
  local bridge, format, floor, ceil, null = __bridge, string.format, math.floor, math.ceil, ${JSON_NULL}
  __bridge, dofile, loadfile, print, collectgarbage = nil, nil, nil, nil, nil
  unpack, loadstring, table.getn = table.unpack, load, function(t) return #t end
  math.pow, math.log10 = function(a, b) return a ^ b end, function(a) return math.log(a, 10) end
  math.floor = function(n) return floor(n) + 0.0 end
  math.ceil = function(n) return ceil(n) + 0.0 end
  string.format = function(pattern, ...)
    local args, position = { ... }, 0
    pattern = pattern:gsub('%%([-+ #0]*%d*%.?%d*)([%a%%])', function(flags, kind)
      if kind == '%' then return '%%' end
      position = position + 1
      if kind ~= 'd' and kind ~= 'i' then return '%' .. flags .. kind end
      local n = args[position] + 0.0
      args[position] = n < 0 and ceil(n) + 0.0 or floor(n) + 0.0
      return '%' .. flags .. '.0f'
    end)
    return format(pattern, unpack(args, 1, select('#', ...)))
  end
  local function raising(work)
    return function(...)
      local value, problem = work(...)
      if problem then error(problem, 0) end
      return value
    end
  end
  redis = {
    call = raising(bridge.call),
    pcall = function(...)
      local reply, problem = bridge.call(...)
      return problem or reply
    end,
    error_reply = function(text) return { err = text } end,
    status_reply = function(text) return { ok = text } end,
    sha1hex = raising(bridge.sha1hex),
    log = function() end,
    replicate_commands = function() return true end,
    LOG_DEBUG = 0, LOG_VERBOSE = 1, LOG_NOTICE = 2, LOG_WARNING = 3,
  }
  cjson = { encode = raising(bridge.encode), decode = raising(bridge.decode), null = null }
  KEYS, ARGV = {}, {}
  setmetatable(_G, {
    __index = function(_, name) error("Script attempted to access nonexistent global variable '" .. tostring(name) .. "'", 2) end,
    __newindex = function() error('Attempt to modify a readonly table', 2) end,
  })
`;

/** Commands whose string reply is a status: `{ ok = … }` in Lua rather than a string. */
const STATUS_COMMANDS = new Set(['set', 'ping']);

/** What a script reaches outside Lua. Each leaves its result on the stack. */
function bridge(call: (command: Command) => Reply): Readonly<Record<string, (state: LuaState) => void>> {
  return {
    call: (state) => {
      const words = commandArguments(state);
      const reply = call(words);
      if (typeof reply === 'string' && STATUS_COMMANDS.has(words[0]?.toLowerCase() ?? ''))
        pushTagged(state, 'ok', reply);
      else pushReply(state, reply);
    },
    sha1hex: (state) => lua.lua_pushstring(state, bytes(sha1(lua.lua_tojsstring(state, 1)))),
    encode: (state) => lua.lua_pushstring(state, bytes(JSON.stringify(toJson(state, 1)))),
    decode: (state) => {
      let value: Json;
      try {
        // JSON.parse answers nothing but JSON.
        value = JSON.parse(lua.lua_tojsstring(state, 1)) as Json;
      } catch {
        throw new RedisError('ERR Expected value but found invalid token at character 1');
      }
      pushJson(state, value);
    },
  };
}

function compile(state: LuaState, code: string, name: string): void {
  const source = bytes(code);
  if (lauxlib.luaL_loadbuffer(state, source, source.length, bytes(name)) === 0) return;
  throw new RedisError(`ERR Error compiling script (new function): ${lua.lua_tojsstring(state, -1)}`);
}

function execute(state: LuaState): Reply {
  if (lua.lua_pcall(state, 0, 1, 0) === 0) return toReply(state, -1);
  const error =
    lua.lua_type(state, -1) === lua.LUA_TTABLE
      ? stringField(state, lua.lua_absindex(state, -1), 'err')
      : null;
  throw new RedisError(error ?? `ERR ${lua.lua_tojsstring(state, -1)}`);
}

/** `call` carries out the commands that scripts ask for; a RedisError of its is theirs to handle, any other error is a bug. */
export function createLuaEngine(call: (command: Command) => Reply): LuaEngine {
  const state = lauxlib.luaL_newstate();
  const bugs: unknown[] = [];
  /** Compiling costs more than running: each script is kept as a function in Lua's registry. */
  const compiled = new Map<string, number>();

  /** Answers `value`, or `nil, { err = … }`. */
  const guarded =
    (work: (state: LuaState) => void): LuaFunction =>
    (inner) => {
      try {
        work(inner);
        return 1;
      } catch (error) {
        if (!(error instanceof RedisError)) bugs.push(error);
        lua.lua_pushnil(inner);
        pushTagged(inner, 'err', error instanceof Error ? error.message : String(error));
        return 2;
      }
    };

  for (const [name, open] of [
    ['_G', lualib.luaopen_base],
    ['table', lualib.luaopen_table],
    ['string', lualib.luaopen_string],
    ['math', lualib.luaopen_math],
  ] as const)
    lauxlib.luaL_requiref(state, bytes(name), open, 1);
  lua.lua_pushlightuserdata(state, {});
  lua.lua_setglobal(state, bytes(JSON_NULL));
  lua.lua_newtable(state);
  for (const [name, work] of Object.entries(bridge(call))) {
    lua.lua_pushjsfunction(state, guarded(work));
    lua.lua_setfield(state, -2, bytes(name));
  }
  lua.lua_setglobal(state, bytes('__bridge'));
  compile(state, PRELUDE, '@prelude');
  execute(state);

  const referenceTo = (source: string): number => {
    const known = compiled.get(source);
    if (known !== undefined) return known;
    // `#!lua flags=…` is for the server; to Lua it is a syntax error. The line stays, so that line numbers hold.
    compile(state, source.replace(/^#![^\n]*/, ''), '@user_script');
    const reference = lauxlib.luaL_ref(state, lua.LUA_REGISTRYINDEX);
    compiled.set(source, reference);
    return reference;
  };

  return {
    compile: (source) => {
      lua.lua_settop(state, 0);
      referenceTo(source);
    },
    run: ({ source, keys, args }) => {
      lua.lua_settop(state, 0);
      bugs.length = 0;
      const reference = referenceTo(source);
      for (const [name, items] of [
        ['KEYS', keys],
        ['ARGV', args],
      ] as const) {
        pushReply(state, items);
        lua.lua_setglobal(state, bytes(name));
      }
      lua.lua_rawgeti(state, lua.LUA_REGISTRYINDEX, reference);
      let reply: Reply;
      try {
        reply = execute(state);
      } catch (error) {
        throw bugs[0] ?? error;
      }
      // A bug shows even where the script went on past it with `pcall`.
      if (bugs.length > 0) throw bugs[0];
      return reply;
    },
    close: () => lua.lua_close(state),
  };
}
