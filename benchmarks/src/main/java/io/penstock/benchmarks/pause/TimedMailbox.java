package io.penstock.benchmarks.pause;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.SingleConsumerOnlyUnboundedMailbox;
import scala.Option;

/**
 * The mailbox that typed actors have by default; for the keyed tasks of the measured job, one that takes the time. Pekko
 * makes it: the name of this class is a setting.
 */
public final class TimedMailbox implements MailboxType {
    /** What tasks of the keyed operator are called, up to their number. */
    static final String KEYED = "sum-";

    private final SingleConsumerOnlyUnboundedMailbox mailbox;

    /** Called by Pekko, with these arguments. */
    public TimedMailbox(ActorSystem.Settings settings, Config config) {
        mailbox = new SingleConsumerOnlyUnboundedMailbox(settings, config);
    }

    @Override
    public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
        MessageQueue queue = mailbox.create(owner, system);
        boolean keyed = owner.exists(one -> one.path().name().startsWith(KEYED));
        return keyed ? new TimedQueue(queue) : queue;
    }
}
