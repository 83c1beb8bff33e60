/* The scripts of a router, in the Lua 5.1 of all servers. Each writes first what fails where Redis
 * is out of memory, so that all of it or nothing is done. */
#include "config.h"

#include "route/script.h"

const struct script scripts[SCRIPT_COUNT] = {
    /* KEYS: told; ARGV: epoch. Answers with the epoch that stood there, or nil, and all fields; nil
     * in place of them where that is a greater one. */
    [SCRIPT_TAKE] =
        {
            .text = "local epoch = redis.call('HGET', KEYS[1], 'epoch')\n"
                    "if (tonumber(epoch) or 0) > tonumber(ARGV[1]) then\n"
                    "  return {epoch, false}\n"
                    "end\n"
                    "if epoch ~= ARGV[1] then redis.call('HSET', KEYS[1], 'epoch', ARGV[1]) end\n"
                    "return {epoch, redis.call('HGETALL', KEYS[1])}",
            .sum = "b33fd6da1faee815c18a7bd38688dc17d1e8bb61",
        },

    /* KEYS: stream, told; ARGV: epoch, group, at, whole, how many fields are written and how many
     * go; the fields and values of these, the fields of those, entries to be acknowledged. Nothing
     * is written where `at` is empty. */
    [SCRIPT_COMMIT] =
        {
            .text = "local epoch, group, at, whole, sets, removals = unpack(ARGV, 1, 6)\n"
                    "local saved = redis.call('HGET', KEYS[2], 'epoch')\n"
                    "if (tonumber(saved) or 0) > tonumber(epoch) then return -1 end\n"
                    "local word = 7\n"
                    "if at ~= '' then\n"
                    "  local kept = {epoch = true, at = true}\n"
                    "  redis.call('HSET', KEYS[2], 'epoch', epoch, 'at', at)\n"
                    "  for _ = 1, tonumber(sets) do\n"
                    "    redis.call('HSET', KEYS[2], ARGV[word], ARGV[word + 1])\n"
                    "    kept[ARGV[word]] = true\n"
                    "    word = word + 2\n"
                    "  end\n"
                    "  for _ = 1, tonumber(removals) do\n"
                    "    redis.call('HDEL', KEYS[2], ARGV[word])\n"
                    "    word = word + 1\n"
                    "  end\n"
                    "  if whole == '1' then\n"
                    "    local fields = redis.call('HGETALL', KEYS[2])\n"
                    "    for i = 1, #fields, 2 do\n"
                    "      if not kept[fields[i]] then redis.call('HDEL', KEYS[2], fields[i]) end\n"
                    "    end\n"
                    "  end\n"
                    "end\n"
                    "if word > #ARGV then return 0 end\n"
                    "return redis.call('XACK', KEYS[1], group, unpack(ARGV, word))",
            .sum = "484b2faf5ef7c714fd50c9f3e3e7c80efd4702c6",
        },

    /* KEYS: told; ARGV: epoch. */
    [SCRIPT_FORGET] =
        {
            .text = "local epoch = redis.call('HGET', KEYS[1], 'epoch')\n"
                    "if (tonumber(epoch) or 0) > tonumber(ARGV[1]) then return -1 end\n"
                    "return redis.call('DEL', KEYS[1])",
            .sum = "7184149d4de0b889f4ea93c50c0be84f8942e6b2",
        },

    /* KEYS: lease; ARGV: router, milliseconds, and what is wanted: "keep" it where it is ours,
     * "win" it also where it is nobody's, "give" it back. Answers with 1 where it is ours now, else
     * with the router whose it is, or nil. */
    [SCRIPT_LEASE] =
        {
            .text = "local owner = redis.call('GET', KEYS[1])\n"
                    "if ARGV[3] == 'give' then\n"
                    "  if owner == ARGV[1] then redis.call('DEL', KEYS[1]) end\n"
                    "elseif owner == ARGV[1] then\n"
                    "  redis.call('PEXPIRE', KEYS[1], ARGV[2])\n"
                    "  return 1\n"
                    "elseif not owner and ARGV[3] == 'win' then\n"
                    "  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])\n"
                    "  return 1\n"
                    "end\n"
                    "return owner",
            .sum = "d5eef8956ff4128a4aa1b4c1ed180f3cde38123c",
        },

    /* KEYS: stream, told, of each of some streams; ARGV: group, consumer, how many entries of each,
     * and the epoch of each. Answers for each with its entries, 0 where there are none, -1 where a
     * greater epoch stands there, or the error of that stream. */
    [SCRIPT_READ] =
        {
            .text = "local replies = {}\n"
                    "for i = 1, #KEYS / 2 do\n"
                    "  local saved = redis.call('HGET', KEYS[2 * i], 'epoch')\n"
                    "  if (tonumber(saved) or 0) > tonumber(ARGV[3 + i]) then\n"
                    "    replies[i] = -1\n"
                    "  else\n"
                    "    local reply = redis.pcall('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', ARGV[3],\n"
                    "      'STREAMS', KEYS[2 * i - 1], '>')\n"
                    "    if not reply then replies[i] = 0\n"
                    "    elseif reply.err then replies[i] = reply\n"
                    "    else replies[i] = reply[1][2] end\n"
                    "  end\n"
                    "end\n"
                    "return replies",
            .sum = "ed56b44a3413f56b7ea052683014e099790e12bd",
        },
};
