package cumulus.script.object;

import cumulus.script.bind.ObjectType;

/** How a publication or a subscription is going (lua-api section 8). */
public final class QualityOfServiceObject {
  public static final ObjectType<ScriptQuality> TYPE =
      ObjectType.<ScriptQuality>named("qualityOfService")
          .property("byteRate", (self, call) -> call.push(self.now().byteRate()))
          .property("lostRate", (self, call) -> call.push(self.now().lostRate()))
          .property("congestionRate", (self, call) -> call.push(self.now().congestionRate()))
          .property("latency", (self, call) -> call.push(self.now().latencyMillis()))
          .property("droppedFrames", (self, call) -> call.push((double) self.now().droppedFrames()))
          .build();

  private QualityOfServiceObject() {}
}
