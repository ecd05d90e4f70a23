-- Asks for one event after the other, each another one: `ids.txt` has an id a line.
local ids = {}
for line in io.lines("ids.txt") do ids[#ids + 1] = line end
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", "/api/v1/events/" .. ids[(n * 7919) % #ids + 1])
end
