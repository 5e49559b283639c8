package io.penstock.engine.gate;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import java.util.ArrayList;
import java.util.List;

/** How a channel stands for its receiver, beside the records. */
record ChannelState(long watermark, boolean idle, boolean ended) {
    static final ChannelState START = new ChannelState(Element.NO_WATERMARK, false, false);

    /** The state once this element has passed too. */
    ChannelState after(Element element) {
        if (element instanceof Batch batch) {
            return batch.watermark() == Element.NO_WATERMARK
                    ? idle ? new ChannelState(watermark, false, ended) : this
                    : new ChannelState(batch.watermark(), false, ended);
        }
        if (element instanceof Element.Watermark advanced) {
            return new ChannelState(advanced.timeMillis(), false, ended);
        }
        if (element instanceof Element.Idle) {
            return new ChannelState(watermark, true, ended);
        }
        return element instanceof Element.EndOfInput ? new ChannelState(watermark, idle, true) : this;
    }

    /** What brings a new receiver to this state. */
    List<Element> elements() {
        List<Element> elements = new ArrayList<>();
        if (watermark != Element.NO_WATERMARK) {
            elements.add(new Element.Watermark(watermark));
        }
        if (idle) {
            elements.add(new Element.Idle());
        }
        if (ended) {
            elements.add(new Element.EndOfInput());
        }
        return elements;
    }
}
