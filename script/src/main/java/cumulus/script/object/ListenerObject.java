package cumulus.script.object;

import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;

/** A subscription of a client (lua-api section 8). */
public final class ListenerObject {
  public static final ObjectType<ScriptListener> TYPE =
      ObjectType.<ScriptListener>named("listener")
          .constant("id", (self, call) -> call.push((double) self.listener().id()))
          .constant(
              "audioQOS",
              (self, call) -> call.push(QualityOfServiceObject.TYPE, self.audioQuality()))
          .constant(
              "videoQOS",
              (self, call) -> call.push(QualityOfServiceObject.TYPE, self.videoQuality()))
          .property(
              "publication", (self, call) -> call.push(PublicationObject.TYPE, self.publication()))
          .setting(
              "audioSampleAccess",
              (self, call) -> call.push(self.reception().audioSampleAccess()),
              (self, call) -> self.giveAccess(truth(call), self.reception().videoSampleAccess()))
          .setting(
              "videoSampleAccess",
              (self, call) -> call.push(self.reception().videoSampleAccess()),
              (self, call) -> self.giveAccess(self.reception().audioSampleAccess(), truth(call)))
          .setting(
              "receiveAudio",
              (self, call) -> call.push(self.reception().audio()),
              (self, call) -> self.receive(truth(call), self.reception().video()))
          .setting(
              "receiveVideo",
              (self, call) -> call.push(self.reception().video()),
              (self, call) -> self.receive(self.reception().audio(), truth(call)))
          .build();

  private ListenerObject() {}

  private static boolean truth(Call call) {
    return call.truth(1, true);
  }
}
