using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Shared;

/// <summary>Events of the studio's own script, as attributes of elements.</summary>
[EventHandler("onheedpin", typeof(HeatPinEventArgs), enableStopPropagation: true, enablePreventDefault: false)]
public static class EventHandlers;
