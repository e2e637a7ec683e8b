package cumulus.node.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final class Job extends Schedule.Entry {
    private long due;

    Job(long due) {
      this.due = due;
    }

    @Override
    long dueNanos() {
      return due;
    }
  }

  private final Schedule<Job> schedule = new Schedule<>();

  private List<Job> drain(long nowNanos) {
    var taken = new ArrayList<Job>();
    schedule.drain(nowNanos, taken::add);
    return taken;
  }

  private Job job(long due) {
    var job = new Job(due);
    schedule.update(job);
    return job;
  }

  private void move(Job job, long due) {
    job.due = due;
    schedule.update(job);
  }

  @Test
  void whoIsDueComesOut() {
    Job late = job(30);
    Job early = job(10);
    assertThat(schedule.nextNanos(20)).isEqualTo(10);
    assertThat(schedule.nextNanos(5)).isEqualTo(5);
    assertThat(drain(9)).isEmpty();
    assertThat(drain(10)).containsExactly(early);
    assertThat(drain(30)).containsExactly(late);
    assertThat(schedule.nextNanos(99)).isEqualTo(99);
  }

  @Test
  void aTimeMayMoveBothWays() {
    Job first = job(10);
    Job second = job(20);
    move(first, 40);
    move(second, 15);
    assertThat(drain(14)).isEmpty();
    assertThat(drain(39)).containsExactly(second);
    assertThat(drain(40)).containsExactly(first);
  }

  @Test
  void whoIsTakenOutDoesNotComeUp() {
    Job gone = job(10);
    schedule.remove(gone);
    schedule.remove(gone);
    assertThat(drain(10)).isEmpty();
    move(gone, 12);
    assertThat(drain(12)).containsExactly(gone);
  }

  @Test
  void manyAreKeptInOrder() {
    var random = new SplittableRandom(7);
    var jobs = new ArrayList<Job>();
    for (int i = 0; i < 100; i++) {
      jobs.add(job(random.nextLong(1_000)));
    }
    for (long now = 0; now < 2_000; now += random.nextLong(9)) {
      Job any = jobs.get(random.nextInt(jobs.size()));
      if (random.nextInt(10) == 0) {
        schedule.remove(any);
        jobs.remove(any);
        jobs.add(job(now + random.nextLong(1_000)));
      } else {
        move(any, Math.max(now, any.due + random.nextLong(-300, 300)));
      }
      long until = now;
      List<Job> due = jobs.stream().filter(job -> job.due <= until).toList();
      assertThat(drain(now)).containsExactlyInAnyOrderElementsOf(due);
      due.forEach(job -> move(job, until + 1 + random.nextLong(1_000)));
    }
  }

  @Test
  void timesMayWrapAround() {
    Job after = job(Long.MIN_VALUE + 5);
    Job before = job(Long.MAX_VALUE - 5);
    assertThat(drain(Long.MAX_VALUE)).containsExactly(before);
    assertThat(drain(Long.MIN_VALUE + 5)).containsExactly(after);
  }
}
