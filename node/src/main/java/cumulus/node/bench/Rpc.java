package cumulus.node.bench;

import cumulus.client.CallListener;
import cumulus.client.ConnectOptions;
import cumulus.client.NetConnectionException;
import cumulus.client.NetStatus;
import cumulus.client.RtmfpUrl;
import cumulus.flash.amf.AmfNumber;
import cumulus.flash.amf.AmfValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Clients that call a method which gives back its argument, again as soon as it is answered: how
 * many calls a second, how long does one take, what does it cost the server?
 */
public final class Rpc extends Load<RpcResult> {

  private final RpcPlan plan;
  private final List<LoadClient> clients = new ArrayList<>();
  private Latencies latencies = new Latencies();
  private boolean isOver;
  private long answered;
  private long wrong;
  private long errors;

  /**
   * Calls to a server; resolves its name.
   *
   * @param isStopped asked often: true ends it early
   */
  public Rpc(RpcPlan plan, RtmfpUrl url, ConnectOptions options, BooleanSupplier isStopped)
      throws IOException {
    super(url, options, isStopped);
    this.plan = plan;
  }

  /** Connects the clients and lets them call. */
  @Override
  public void run(Consumer<RpcResult> onResult) throws IOException, NetConnectionException {
    clients.addAll(loop.connect(plan.clients(), loop::open, isStopped));
    for (LoadClient client : clients) {
      client.advance(System.nanoTime());
      for (int i = 0; i < plan.outstanding(); i++) {
        new Caller(client).call();
      }
    }
    callFor(plan.warmUpSeconds());
    latencies = new Latencies();
    answered = 0;
    wrong = 0;
    errors = 0;
    var span = new CpuUse.Span(plan.server());
    callFor(plan.seconds());
    CpuUse cpu = span.over(answered);
    isOver = true;
    onResult.accept(
        new RpcResult(answered, wrong, errors, answered / span.seconds(), latencies, cpu));
  }

  private void callFor(int seconds) throws IOException, NetConnectionException {
    runFor(seconds);
    for (LoadClient each : clients) {
      each.check();
    }
  }

  /** One of the calls that a client has under way. */
  private final class Caller implements CallListener {
    private final LoadClient client;
    private double number;
    private long calledNanos;

    Caller(LoadClient client) {
      this.client = client;
    }

    void call() {
      calledNanos = System.nanoTime();
      client.connection().call(plan.method(), List.of(new AmfNumber(++number)), this);
    }

    @Override
    public void onResult(AmfValue result) {
      wrong += result.numberOr(-1) == number ? 0 : 1;
      answered();
    }

    @Override
    public void onError(NetStatus status) {
      errors++;
      answered();
    }

    private void answered() {
      if (!isOver && client.connection().isConnected()) {
        answered++;
        latencies.add(System.nanoTime() - calledNanos);
        call();
      }
    }
  }
}
