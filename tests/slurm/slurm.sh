#!/bin/sh
# slurm.sh HEARTH: shards as tasks of a Slurm array, on a Slurm of one machine that this starts, on the loopback alone, and ends. A task is
# killed and requeued; the merged bytes must be those of a single run. Without Slurm it is skipped. Ends with the counts.
set -u
hearth=$(readlink -f "$1") || exit 2
for tool in slurmctld slurmd sbatch; do
    command -v "$tool" >/dev/null || { echo "skipped: no $tool"; echo '0 passed, 0 failed'; exit 0; }
done
[ "$(id -u)" -eq 0 ] || { echo 'skipped: its daemons need root'; echo '0 passed, 0 failed'; exit 0; }
scratch=$(mktemp -d) || exit 2
end() {
    for pid in "$scratch"/*.pid; do [ -s "$pid" ] && kill -9 "$(cat "$pid")" 2>/dev/null; done
    rm -rf "$scratch"
}
trap end EXIT
cd "$scratch" || exit 2
fail() {
    echo "FAILED $1"
    tail -n 20 slurmctld.log slurmd.log out.* 2>/dev/null
    echo '0 passed, 1 failed'
    exit 1
}

port=$((20000 + $$ % 10000))
cat >slurm.conf <<END
ClusterName=loop
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SchedulerParameters=batch_sched_delay=0,sched_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
MailProg=/bin/true
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=2 RealMemory=500 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
mkdir state spool
SLURM_CONF=$scratch/slurm.conf
export SLURM_CONF
slurmctld && slurmd -N n1 || fail 'the daemons start'
waited() { # waited SECONDS CONDITION...
    tries=$(($1 * 5))
    shift
    while ! "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.2
    done
}
idle() { [ "$(sinfo -h -t idle -o %D)" = 1 ]; }
empty() { [ -z "$(squeue -h)" ]; }
waited 60 idle || fail 'the node is idle'

cat >plan.toml <<'END'
vocabulary = 1
currency = "CNY"
[basis.best]
step = "month"
interest = "3 %"
rates."alive -> dead" = "chance(0.01)"
[product.plan]
model = "alive -> dead"
ends = "state is dead or year > 20"
asks = { sum_assured = "money" }
pay.death = { to = "beneficiary", on = "-> dead", amount = "sum_assured" }
value.worth = { basis = "best", amount = "pv(benefits)" }
END
awk 'BEGIN { print "age,issued,sum_assured,count"; for (i = 0; i < 18000; ++i) print 30 + i % 5 ",2020-0" 1 + i % 9 "-01," 1000 + i ",1" }' >policies.csv
ask="$hearth project --policies policies.csv --product plan.toml --as-of 2026-12-01 --by year"
$ask -o one.csv || fail 'a single run'

# The second task kills its own run the first time, and waits to be requeued.
cat >task.sh <<END
#!/bin/sh
if [ "\$SLURM_ARRAY_TASK_ID" = 2 ] && [ "\${SLURM_RESTART_COUNT:-0}" = 0 ]; then
    $ask --shard slurm --journal part2 &
    sleep 0.05
    kill -9 \$!
    touch killed
    sleep 600
fi
exec $ask --shard slurm --journal part\$SLURM_ARRAY_TASK_ID
END
job=$(sbatch --parsable --requeue --array=1-3 -o out.%a task.sh) || fail 'the array is submitted'
waited 60 test -e killed || fail 'the second task runs'
scontrol requeue "${job}_2" || fail 'the second task is requeued'
sleep 2 # the node refuses a task again within the second in which it was killed
again() { [ -n "$(squeue -h -j "${job}_2" -t PENDING)" ]; }
waited 60 again && scontrol update jobid="${job}_2" starttime=now || fail 'the second task may begin again' # else two minutes later
waited 180 empty || fail 'the array ends'
"$hearth" merge part1 part2 part3 -o merged.csv || fail 'the parts are merged'
cmp one.csv merged.csv || fail 'the merged bytes are those of a single run'
echo '1 passed, 0 failed'
