package cumulus.script.object;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.flash.message.MessageType;
import cumulus.script.ScriptLevel;
import cumulus.script.amf.AmfBridge;
import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import java.util.List;

/** A flow of messages to a client (lua-api section 6). */
public final class FlowWriterObject {
  private static final String PREFIX = "NetConnection";

  public static final ObjectType<ScriptWriter> TYPE =
      ObjectType.<ScriptWriter>named("FlowWriter")
          .setting(
              "reliable",
              (self, call) -> call.push(self.isReliable()),
              (self, call) -> self.setReliable(call.truth(1, true)))
          .method("writeAMFMessage", FlowWriterObject::message)
          .method("writeAMFResult", FlowWriterObject::result)
          .method("writeStatusResponse", FlowWriterObject::status)
          .method("flush", (self, call) -> self.flush(call.truth(1, true)))
          .method("newFlowWriter", (self, call) -> call.push(FlowWriterObject.TYPE, self.open()))
          .method("close", FlowWriterObject::close)
          .event("onManage")
          .outlived()
          .build();

  private FlowWriterObject() {}

  private static void message(ScriptWriter self, Call call) {
    write(self, call, call.text(1), 0, values(call, 2));
  }

  private static void result(ScriptWriter self, Call call) {
    double transactionId = self.client().client().transactionId();
    write(self, call, "_result", transactionId, values(call, 1));
  }

  private static void status(ScriptWriter self, Call call) {
    var out = new ByteWriter();
    Amf0Writer writer = start(self, call, out, "onStatus", 0);
    writer.writeNull();
    writer.startObject();
    writer.writeName("level");
    writer.writeString("status");
    writer.writeName("code");
    String code = call.text(1);
    writer.writeString(code.isEmpty() ? PREFIX : PREFIX + "." + code);
    if (!call.text(2).isEmpty()) {
      writer.writeName("description");
      writer.writeString(AmfString.of(call.text(2)));
    }
    List<AmfValue> more = values(call, 3);
    for (int i = 0; i + 1 < more.size(); i += 2) {
      if (writer.writeName(AmfString.of(more.get(i).textOr("")))) {
        writer.write(more.get(i + 1));
      }
    }
    writer.endObject();
    self.write(out.toByteArray());
  }

  private static void close(ScriptWriter self, Call call) {
    self.close();
    call.end(self);
  }

  private static void write(
      ScriptWriter self, Call call, String name, double transactionId, List<AmfValue> values) {
    var out = new ByteWriter();
    Amf0Writer writer = start(self, call, out, name, transactionId);
    writer.writeNull();
    values.forEach(writer::write);
    self.write(out.toByteArray());
  }

  private static Amf0Writer start(
      ScriptWriter self, Call call, ByteWriter out, String name, double transactionId) {
    return Command.start(
        out,
        MessageType.COMMAND,
        name,
        transactionId,
        self.client().client().style(),
        AmfOptions.CLIENT,
        problem -> call.log(ScriptLevel.WARN, problem));
  }

  private static List<AmfValue> values(Call call, int first) {
    return AmfBridge.values(call, first);
  }
}
