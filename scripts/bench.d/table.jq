# The human table of a run: the fleet's report, then the twin's.
def pad(width): tostring | " " * ([width - length, 0] | max) + .;
def row(name; value; unit): "\(name + " " * (30 - (name | length)))\(value | if . == null then "-" else . end | pad(12))  \(unit)";

.[0] as $fleet | .[1] as $twin
| row("accepted"; $fleet.accepted_per_s; "tickets/s"),
  row("completed"; $fleet.completed_per_s;
      "tickets/s, \($fleet.completed) of \($fleet.tickets) in \($fleet.seconds) s"),
  row("slowest, median second"; ($fleet.completed_each_second | sort | .[0]);
      "\($fleet.completed_each_second | sort | .[length / 2 | floor]) tickets"),
  row("roofline, bare C"; $twin.tickets_per_s;
      if $twin.tickets_per_s then "tickets/s; the fleet reached \($fleet.completed_per_s / $twin.tickets_per_s * 100 | round) %"
      else "left out" end),
  row("publish to triaged, p50"; $fleet.latency_ms.p50; "ms"),
  row("publish to triaged, p99"; $fleet.latency_ms.p99; "ms"),
  row("publish to triaged, p99.9"; $fleet.latency_ms.p999; "ms"),
  row("commits"; $fleet.commits_per_ticket; "per ticket; bare C \($twin.commits_per_ticket)"),
  row("WAL"; $fleet.wal_bytes_per_ticket; "bytes per ticket; bare C \($twin.wal_bytes_per_ticket)"),
  row("lost"; $fleet.lost; ""),
  row("doubled"; $fleet.doubled; ""),
  row("cores used"; $fleet.cores_used; "and by strangers \($fleet.cores_used_by_others); bare C \($twin.cores_used) and \($twin.cores_used_by_others)"),
  "",
  "\("process" + " " * 23)\("CPU" | pad(12))  \("bare C" | pad(10))\("memory" | pad(12))",
  "\(" " * 30)\("us/ticket" | pad(12))  \("us/ticket" | pad(10))\("MB" | pad(12))",
  ($fleet.cpu_us_per_ticket | keys[] as $name
   | row($name; .[$name];
         "\($twin.cpu_us_per_ticket[if $name == "generator" then "feeder" else $name end] // "-" | pad(10))\($fleet.rss_mb[$name] | pad(12))"))
