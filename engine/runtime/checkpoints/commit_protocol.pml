// SPDX-License-Identifier: Apache-2.0
/*
 * How an epoch is committed (run_checkpoints.h, kafka_transactions.h), for Spin: a job that is killed at any
 * step and started again, and the same job on a second machine that took over with a copy of the state folder
 * while the first still lives (a zombie), in every interleaving. The brokers may also end a transaction by
 * their time-out at any moment. Checked: what readers of committed messages and of the database see of each
 * record is never more than one, and is one when a job has come to its end.
 *
 * The input is RECORDS records; an epoch holds one or two of them, as chance has it, so that two lives cut it
 * differently. An epoch may be given up when its barrier has passed the sinks: no snapshot is made of it, its
 * number is not used again, and the next one covers its records, too (-DGIVEN_UP=1, with fewer records: there
 * are many more ways). With -DFORGETS_GIVEN_UP a sink shows only what it has staged for the committed epoch
 * itself: Spin then finds the records that nobody shows. Sources may have sent more than has come through: up
 * to their end, when they have ended, and what waits in front of the first stage is in the snapshot
 * (TaskInput::waiting). With -DFORGETS_WAITING it is not: Spin then finds the records that a restart skips. With
 * -DWITHOUT_DIGEST the mark names the number of the
 * epoch alone: Spin then finds the run that goes on from another copy's snapshot of the same number.
 */
#ifndef RECORDS
#define RECORDS 3
#endif
#ifndef GIVEN_UP
#define GIVEN_UP 0 /* epochs of both machines together */
#endif
#define EPOCHS (RECORDS + GIVEN_UP + 1)
#define MACHINES 2
#define NONE 255
#define KILLS 2 /* of both machines together */
#define TIMEOUTS 1

byte seen[RECORDS]; /* by readers of committed messages */
byte shown[RECORDS]; /* by the database of the first machine */
byte lock_out = 0; /* the producer epoch: who began last */
byte decided = 0; /* the mark: number of the last committed epoch, */
byte digest = 0;  /* and which snapshot it was */
byte database = 0; /* its own row: the last epoch that it shows */
byte staged_from = 0, staged_to = 0, staged = 0; /* rows that wait in it, and for which epoch */
byte kills = 0, timeouts = 0, given_up = 0;
byte snapshots = 0; /* how many were ever written: what a digest tells apart */

/* A folder per machine: for each epoch how far the input was read, how many of these records wait in the
   snapshot itself, and its digest. */
typedef Folder { byte position[EPOCHS]; byte waiting[EPOCHS]; byte digest[EPOCHS] }
Folder folder[MACHINES];

/* Any step may be the last one. */
#define MAYBE_KILLED \
    if :: true -> skip :: atomic { kills < KILLS -> kills++; goto restart } fi

#define SHOW(epoch) \
    atomic { \
        if \
        :: staged == epoch && database < epoch -> \
            for (r : staged_from .. staged_to - 1) { shown[r]++; assert(shown[r] <= 1) } \
            database = epoch \
        :: else -> skip \
        fi \
    }

proctype Job(byte machine) {
    byte mine, position, next, epoch, e, r, own, ahead;
    byte first;  /* record of the open transaction */
    byte number; /* of the epoch under way */
restart:
    /* init_transactions: whoever began before is locked out, and what it left open is thrown away. */
    atomic { lock_out++; mine = lock_out; }
    MAYBE_KILLED;
    /* The mark is read; its snapshot must be in the folder. */
    atomic {
        epoch = decided;
        if
        :: epoch == 0 -> position = 0
        :: epoch > 0 && folder[machine].position[epoch] == NONE -> goto refused /* MR4615 */
#ifndef WITHOUT_DIGEST
        :: epoch > 0 && folder[machine].position[epoch] != NONE && folder[machine].digest[epoch] != digest ->
            goto refused /* MR4617 */
        :: epoch > 0 && folder[machine].position[epoch] != NONE && folder[machine].digest[epoch] == digest ->
            position = folder[machine].position[epoch] - folder[machine].waiting[epoch]
#else
        :: epoch > 0 && folder[machine].position[epoch] != NONE ->
            position = folder[machine].position[epoch] - folder[machine].waiting[epoch]
#endif
        fi;
    }
    MAYBE_KILLED;
    /* Younger snapshots are forgotten, what was decided is shown. */
    d_step {
        e = epoch + 1;
        do :: e < EPOCHS -> folder[machine].position[e] = NONE; e++ :: else -> break od;
        e = 0;
    }
    MAYBE_KILLED;
    if :: machine == 0 && epoch > 0 -> SHOW(epoch) :: else -> skip fi;
    first = position;
    number = epoch;
    do
    :: first < RECORDS ->
        /* Records are read and go into the open transaction, up to a barrier. */
        number++;
        if
        :: position + 1 <= RECORDS -> next = position + 1
        :: position + 2 <= RECORDS -> next = position + 2
        :: position == RECORDS -> next = position /* the last epoch was given up */
        fi;
        MAYBE_KILLED;
        /* At the barrier they are flushed, and rows staged for the epoch, behind those of epochs that were given
           up and in place of what else waited. */
        if
#ifndef FORGETS_GIVEN_UP
        :: machine == 0 -> atomic { staged_from = first; staged_to = next; staged = number }
#else
        :: machine == 0 -> atomic { staged_from = position; staged_to = next; staged = number }
#endif
        :: else -> skip
        fi;
        MAYBE_KILLED;
        position = next;
        /* Its time is over before every task has passed the barrier. */
        if
        :: atomic { given_up < GIVEN_UP -> given_up++; goto again }
        :: true -> skip
        fi;
        /* The snapshot is durable. */
        atomic {
            snapshots++;
            own = snapshots;
            /* The source is where the barrier is, or has ended before. */
            if
            :: ahead = 0
            :: next < RECORDS -> ahead = RECORDS - next
            fi;
            folder[machine].position[number] = next + ahead;
#ifndef FORGETS_WAITING
            folder[machine].waiting[number] = ahead;
#endif
            ahead = 0;
            folder[machine].digest[number] = own;
        }
        MAYBE_KILLED;
        /* The mark, and the commit of the transaction: the decision. Locked out: the job fails, and whoever
           watches over it starts it again. */
        atomic {
            if
            :: lock_out == mine ->
                for (r : first .. next - 1) { seen[r]++; assert(seen[r] <= 1) }
                assert(decided == epoch);
                decided = number;
                digest = own
            :: lock_out != mine && kills < KILLS -> kills++; goto restart
            :: lock_out != mine && kills == KILLS -> goto refused
            fi;
            r = 0;
        }
        MAYBE_KILLED;
        epoch = number;
        if :: machine == 0 -> SHOW(epoch) :: else -> skip fi;
        MAYBE_KILLED;
        first = next;
again:  skip
    :: first == RECORDS -> break
    od;
    /* The end: nothing is missing. */
    atomic {
        for (r : 0 .. RECORDS - 1) {
            assert(seen[r] == 1);
            assert(machine != 0 || shown[r] == 1)
        }
    }
refused:
    skip
}

/* The second machine takes over with what the folder holds at any one moment. */
proctype Takeover() {
    byte e;
    atomic {
        for (e : 0 .. EPOCHS - 1) {
            folder[1].position[e] = folder[0].position[e];
            folder[1].waiting[e] = folder[0].waiting[e];
            folder[1].digest[e] = folder[0].digest[e]
        }
        run Job(1)
    }
}

/* transaction_timeout: the brokers lock the producer out by themselves. */
proctype Brokers() {
    do
    :: atomic { timeouts < TIMEOUTS -> timeouts++; lock_out++ }
    :: timeouts == TIMEOUTS -> break
    :: true -> break
    od
}

init {
    byte m, e;
    atomic {
        for (m : 0 .. MACHINES - 1) {
            for (e : 0 .. EPOCHS - 1) { folder[m].position[e] = NONE }
        }
        run Job(0);
        run Takeover();
        run Brokers()
    }
}
