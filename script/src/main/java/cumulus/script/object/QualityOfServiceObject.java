package cumulus.script.object;

import cumulus.script.bind.ObjectType;

/** How a publication or a subscription is going (lua-api section 8). */
public final class QualityOfServiceObject {
  public static final ObjectType<ScriptQuality> TYPE =
      ObjectType.<ScriptQuality>named("qualityOfService")
          .number("byteRate", self -> self.now().byteRate())
          .number("lostRate", self -> self.now().lostRate())
          .number("congestionRate", self -> self.now().congestionRate())
          .number("latency", self -> self.now().latencyMillis())
          .number("droppedFrames", self -> self.now().droppedFrames())
          .build();

  private QualityOfServiceObject() {}
}
