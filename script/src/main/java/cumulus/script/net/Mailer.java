package cumulus.script.net;

import cumulus.script.ScriptNetwork;
import cumulus.script.ScriptServices;
import cumulus.script.app.Calls;
import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import cumulus.script.bind.ScriptRuntime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Sends the mails of scripts in their order, on a thread of its own (sockets section 5). Belongs to
 * the application thread.
 */
public final class Mailer {
  public static final List<ObjectType<?>> TYPES = List.of(MailObject.TYPE);

  /** Mails that may wait. */
  static final int MAX_WAITING = 1000;

  private static final int RECIPIENTS = 4;

  private final ScriptRuntime runtime;
  private final ScriptServices services;
  private final Calls calls;
  private final BlockingQueue<Mail> queue = new LinkedBlockingQueue<>();
  private final Set<Mail> waiting = new LinkedHashSet<>();
  private Optional<Thread> thread = Optional.empty();
  private long lastNumber;

  /** Without a thread until the first mail. */
  public Mailer(ScriptRuntime runtime, ScriptServices services, Calls calls) {
    this.runtime = runtime;
    this.services = services;
    this.calls = calls;
  }

  /** {@code cumulus:sendMail(sender,subject,content,recipient,...)}. */
  public void send(Call call) {
    var recipients = new ArrayList<String>();
    for (int i = RECIPIENTS; i <= call.count(); i++) {
      recipients.add(call.text(i));
    }
    var mail =
        new Mail(
            ++lastNumber,
            calls.serving(),
            call.text(1),
            call.text(2),
            call.text(3),
            List.copyOf(recipients));
    call.push(MailObject.TYPE, mail);
    Optional<String> problem =
        waiting.size() >= MAX_WAITING
            ? Optional.of("more than " + MAX_WAITING + " mails wait to be sent")
            : mail.problem();
    waiting.add(mail);
    if (problem.isPresent()) {
      services.applicationThread().execute(() -> done(mail, problem));
      return;
    }
    queue.add(mail);
    if (thread.isEmpty()) {
      thread = Optional.of(Thread.ofVirtual().name("script-mail").start(this::run));
    }
  }

  /** An application has stopped: it is not told what becomes of its mails. */
  public void release(String path) {
    for (Mail mail : List.copyOf(waiting)) {
      if (mail.path().equals(path)) {
        waiting.remove(mail);
        runtime.objects().end(mail);
      }
    }
  }

  /** The server stops: the scripts hear it of what was not sent. */
  public void close() {
    thread.ifPresent(Thread::interrupt);
    List.copyOf(waiting).forEach(mail -> done(mail, Optional.of("SMTP session closed")));
  }

  private void done(Mail mail, Optional<String> failure) {
    if (!waiting.remove(mail)) {
      return;
    }
    var _ =
        calls.member(
            mail.path(),
            "onSent",
            "mail",
            0,
            stack -> runtime.objects().push(stack, MailObject.TYPE, mail),
            stack -> failure.ifPresentOrElse(stack::push, stack::pushNil),
            (_, _, count) -> count);
    runtime.objects().end(mail);
  }

  private void run() {
    ScriptNetwork network = services.network();
    var session =
        new MailSession(
            network.mailHost(), network.mailPort(), network.mailTimeout(), services.clock());
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Mail mail =
            session.isOpen()
                ? queue.poll(network.mailTimeout().toMillis(), TimeUnit.MILLISECONDS)
                : queue.take();
        if (mail == null) {
          session.close();
          continue;
        }
        Optional<String> failure = session.send(mail);
        services.applicationThread().execute(() -> done(mail, failure));
      }
    } catch (InterruptedException _) {
      // The server stops.
    } finally {
      session.close();
    }
  }
}
