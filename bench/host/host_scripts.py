"""The work that bench/host/host_programs.py gives to interpreters and databases: each text prints what it computed, the same
every time.
"""
import os

PYTHON = '''import hashlib, multiprocessing, os, subprocess, sys, threading, zlib

def churn(seed):
    digest, kept = hashlib.sha256(), {}
    for i in range(20000):
        kept[(seed * i) % 977] = [str(i) * (i % 40), {"n": i}, bytearray(i % 3000)]
        if i % 7 == 0:
            kept.pop((seed * i) % 500, None)
    for key in sorted(kept):
        digest.update(repr((key, kept[key][0], len(kept[key][2]))).encode())
    return digest.hexdigest()

results = [None] * 8
def work(i):
    results[i] = churn(i + 3)
threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
print(results)
with multiprocessing.get_context("fork").Pool(4) as pool:
    print(pool.map(churn, range(3, 9)))
pids = []
for i in range(60):
    pid = os.fork()
    if pid == 0:
        os._exit(len(churn(5)) % 200 if i % 20 == 0 else i)
    pids.append(pid)
print([os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids])
print(len(zlib.decompress(zlib.compress(os.urandom(1 << 20)))))
print(subprocess.check_output(["/bin/echo", "a child"], text=True))
'''
PERL = r'''use strict; use warnings; use Config; use Digest::SHA qw(sha256_hex);
sub churn { my $seed = shift; my %kept;
  for my $i (1 .. 60000) { $kept{($seed * $i) % 991} = { text => "$i" x ($i % 30), list => [1 .. $i % 12] };
    delete $kept{($seed * $i) % 400} if $i % 5 == 0 }
  return sha256_hex(join ',', map { "$_=$kept{$_}{text}" } sort keys %kept) }
print churn(7), "\n";
for my $n (1 .. 80) { my $pid = fork // die; exit($n) if $pid == 0; waitpid $pid, 0; print $? >> 8, " " }
print "\n";
if ($Config{useithreads}) { require threads; print join(' ', map { $_->join } map { threads->create(\&churn, $_) } 3 .. 6), "\n" }
my $text = join "\n", map { "line $_: " . ('word ' x ($_ % 20)) } 1 .. 20000;
my $count = () = $text =~ /(?:word\s+){5,}/g; print "$count\n";
print `echo a child`; print length(join '', sort { $a cmp $b } split //, $text), "\n";
'''
RUBY = '''require 'digest'
def churn(seed)
  kept = {}
  40000.times { |i| kept[(seed * i) % 983] = [i.to_s * (i % 30), { n: i }, 'x' * (i % 2000)]; kept.delete(i % 300) if i % 9 == 0 }
  GC.start
  Digest::SHA256.hexdigest(kept.sort.map { |k, v| [k, v[0], v[2].size] }.inspect)
end
puts churn(5)
puts (3..8).map { |n| Thread.new { churn(n) } }.map(&:value).inspect
puts (1..50).map { |n| pid = fork { exit!(n) }; Process.wait2(pid)[1].exitstatus }.inspect
GC.compact if GC.respond_to?(:compact)
puts `echo a child`
'''
NODE = '''const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const crypto = require('crypto'); const zlib = require('zlib'); const { execFileSync } = require('child_process');
function churn(seed) {
  const kept = new Map();
  for (let i = 0; i < 200000; i++) { kept.set((seed * i) % 991, [String(i).repeat(i % 9), Buffer.alloc(i % 5000)]);
    if (i % 7 === 0) kept.delete(i % 500); }
  const hash = crypto.createHash('sha256');
  for (const key of [...kept.keys()].sort((a, b) => a - b)) hash.update(key + kept.get(key)[0] + kept.get(key)[1].length);
  return hash.digest('hex');
}
if (!isMainThread) { parentPort.postMessage(churn(workerData)); return; }
const answers = [];
for (let n = 3; n < 9; n++) new Worker(__filename, { workerData: n }).on('message', text => answers.push([n, text]));
process.on('exit', () => console.log(answers.sort((a, b) => a[0] - b[0])));
console.log(churn(11));
console.log(zlib.gunzipSync(zlib.gzipSync(Buffer.alloc(3000000, 'abc'))).length, zlib.brotliCompressSync('x'.repeat(1e5)).length);
for (let n = 0; n < 10; n++) console.log(execFileSync('echo', ['child ' + n]).toString().trim());
console.log(typeof process.memoryUsage().rss);
'''
PHP = '''<?php
function churn($seed) { $kept = [];
  for ($i = 0; $i < 200000; $i++) { $kept[($seed * $i) % 991] = [str_repeat((string)$i, $i % 9), range(0, $i % 12)];
    if ($i % 7 == 0) unset($kept[$i % 500]); }
  ksort($kept); return hash('sha256', serialize($kept)); }
foreach ([3, 5, 7] as $seed) echo churn($seed), "\\n";
echo strlen(gzuncompress(gzcompress(str_repeat("abc", 1000000)))), " ", preg_match_all('/b+c/', str_repeat("abbc", 50000)), "\\n";
echo shell_exec("echo a child"), strlen(json_encode(range(1, 20000))), "\\n";
'''
BASH = r'''set -u
count=0
for i in $(seq 400); do x=$(echo "$i" | tr 0-9 a-j); [ -n "$x" ] && count=$((count + 1)); done
echo "$count"
for i in $(seq 300); do (exit $((i % 256))); printf '%s ' $?; done; echo
jobs=(); for i in $(seq 40); do (sleep 0; exit "$i") & jobs+=($!); done; sum=0
for job in "${jobs[@]}"; do wait "$job"; sum=$((sum + $?)); done; echo "$sum"
seq 20000 | sed 's/7/seven/g' | awk '{ n[length($0)]++ } END { for (k in n) print k, n[k] }' | sort | md5sum
declare -A map; for i in $(seq 5000); do map[$((i % 97))]+=$i; done; printf '%s\n' "${map[@]}" | sort | md5sum
f() { local n=$1; [ "$n" -le 0 ] || { f $((n - 1)); : "$(echo deep)"; }; }; f 120; echo "deep $?"
diff <(seq 1000) <(seq 1000 | tac | tac) && echo same
trap 'echo trapped' USR1; kill -USR1 $$; (ulimit -v 400000; bash -c 'echo limited')
env -i /bin/echo "no environment"; cat << END | wc -c
$(seq 1000)
END
for i in $(seq 60); do timeout 5 bash -c 'exec true' || echo failed; done; echo done
'''
SH = r'''n=0; while [ $n -lt 600 ]; do n=$((n + 1)); v=$(printf '%s' $n); done; echo $v
for i in 1 2 3 4 5 6 7 8 9 10; do ( for j in 1 2 3 4 5; do ( : $(echo $j) ) & done; wait; echo $i ); done
seq 5000 | while read -r l; do case $l in *99) echo "$l" ;; esac; done | cksum; (kill -TERM $$) & wait; echo never
'''
FILES = r'''set -e
mkdir work; cd work; for i in $(seq 200); do seq $((i * 7)) > f$i; done
export GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z' GIT_CONFIG_GLOBAL=/dev/null
git -c init.defaultBranch=main init -q .; git config user.email a@example.org; git config user.name a
for n in $(seq 20); do seq $((n * 100)) >> f$n; git add -A; git commit -q -m "change $n"; done
git log --format=%H | md5sum; git repack -q -a -d --threads=2; git fsck --full 2>&1 | sort; git grep -c 99 | md5sum
tar --sort=name --mtime=@0 --owner=0 --group=0 --exclude=.git -cf ../a.tar .; cd ..
md5sum < a.tar; xz -T2 -k a.tar; xz -dc a.tar.xz | md5sum; gzip -n9c a.tar | md5sum; bzip2 -c a.tar | md5sum
seq 300000 | sort --parallel=2 -R --random-source=a.tar | sort -n | md5sum
awk 'BEGIN { for (i = 0; i < 200000; i++) a[i % 5003] = a[i % 5003] i % 10; for (k in a) n += length(a[k]); print n }'
find work -type f -not -path '*/.git/*' | xargs -P 4 -n 10 cat | wc -l; openssl dgst -sha256 a.tar | sed 's/.*= //'
'''
GO = '''package main

import (
	"fmt"
	"os/exec"
	"sync"
)

func main() {
	var group sync.WaitGroup
	sums := make([]int, 8)
	for n := range sums {
		group.Add(1)
		go func(n int) {
			defer group.Done()
			kept := map[int]string{}
			for i := 0; i < 200000; i++ {
				kept[i%991] = fmt.Sprint(i * n)
			}
			for _, text := range kept {
				sums[n] += len(text)
			}
		}(n)
	}
	group.Wait()
	child, _ := exec.Command("echo", "a child").Output()
	fmt.Println(sums, string(child))
}
'''
SQL = r'''select count(*), sum(aid), min(filler) = max(filler) from pgbench_accounts;
create table words as select n, md5(n::text) as word, repeat('x', n % 700) as pad from generate_series(1, 120000) n;
create index on words (word);
analyze words;
select count(*), md5(string_agg(word, ',' order by word)) from words where n % 3 = 0;
select length(pad) as l, count(*) from words group by 1 order by 2 desc, 1 limit 5;
set jit_above_cost = 0; set work_mem = '256kB';
select count(*) from words a join words b on a.word = md5(b.n::text);
do $$ declare total bigint := 0; texts text[] := '{}'; begin
  for i in 1 .. 20000 loop texts := texts[1:50] || (i::text); total := total + array_length(texts, 1); end loop;
  raise notice 'total %', total; end $$;
create function twice(t text) returns text language plpgsql as $$ begin return t || t; exception when others then return ''; end $$;
select md5(string_agg(twice(word), '' order by n)) from words where n < 20000;
select jsonb_object_agg(n, pad)::text = '' from words where n < 3000;
vacuum full words; begin; delete from words where n % 2 = 0; rollback; select count(*) from words;
'''
REDIS = [
    ["eval", "for i = 1, 5000 do redis.call('set', 'key:' .. i, string.rep('v', i % 900)) end return 'OK'", "0"],
    ["eval", "for i = 1, 3000 do redis.call('hset', 'hash', i, string.rep('h', i % 50)) end return 'OK'", "0"],
    ["eval", "for i = 1, 3000 do redis.call('zadd', 'sorted', i * 7 % 1000, 'm' .. i) end return 'OK'", "0"],
    ["memory", "usage", "key:899"], ["memory", "usage", "hash", "samples", "0"],
    ["dbsize"], ["hlen", "hash"], ["zrange", "sorted", "0", "5", "withscores"], ["memory", "purge"],
    ["config", "set", "activedefrag", "yes"], ["object", "encoding", "sorted"], ["dump", "key:5"],
    ["eval", "for i = 1, 5000 do redis.call('del', 'key:' .. i) end return redis.call('dbsize')", "0"],
    ["setrange", "large", "5000000", "end"], ["strlen", "large"], ["memory", "usage", "large"], ["memory", "purge"],
]
PROGRAM = {
    "words.h": "#pragma once\n#include <map>\n#include <string>\n#include <vector>\n"
               "std::map<std::string, int> Count(const std::vector<std::string>& words);\n",
    "words.cc": '#include "words.h"\n#include <algorithm>\n#include <regex>\n'
                "std::map<std::string, int> Count(const std::vector<std::string>& words) {\n"
                "  std::map<std::string, int> n; std::regex w(\"[a-z]+\");\n"
                "  for (auto& x : words) if (std::regex_match(x, w)) ++n[x]; return n; }\n",
    "main.cc": '#include "words.h"\n#include <functional>\n#include <iostream>\n#include <ranges>\n#include <thread>\n'
               "int main() { std::vector<std::string> v; for (int i = 0; i < 3000; ++i) v.push_back(std::string(i % 9, 'a'));\n"
               "  std::map<std::string, int> n; std::thread t([&] { n = Count(v); }); t.join();\n"
               "  for (auto& [w, c] : n) std::cout << w << ' ' << c << '\\n'; }\n",
    "plain.c": "#include <stdlib.h>\nint plain(void) { void *p = malloc(100); free(p); return 3; }\n",
    "Makefile": "CXXFLAGS = -std=c++20 -O2 -g -pthread -ffile-prefix-map=$(CURDIR)=.\n"
                "CFLAGS = -O2 -flto -ffile-prefix-map=$(CURDIR)=. -frandom-seed=1\n"
                "program: main.o libwords.a plain.o\n\t$(CXX) -pthread -o $@ main.o plain.o -L. -lwords -Wl,--build-id=none\n"
                "libwords.a: words.o\n\tar rcsD $@ $^\n"
                "main.o words.o: words.h\n",
}


def clean_environment():
    """Nothing of the user's that Python's tests stumble over."""
    return {"PATH": os.environ["PATH"], "HOME": "/tmp", "LC_ALL": "C.UTF-8", "TERM": "dumb"}
